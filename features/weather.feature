Feature: Getting through bad weather
  Providers fail. What passes is waited for, and what stays is left alone.

  Background:
    Given a client integration under test
    And Ana has linked a bank account

  Rule: A failure that passes loses nothing

    @RES-01 @must
    Scenario: The provider fails twice and recovers
      Given the provider will fail the next 2 fetches of Ana's transactions with 500
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client fetches all 3 of Ana's transactions

    @RES-06 @must
    Scenario Outline: A page is broken by <break>
      Given the provider will break the next 1 fetch of Ana's transactions by <break>
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client fetches all 3 of Ana's transactions

      Examples:
        | break                  |
        | closing the connection |
        | truncating the body    |
        | garbling the body      |

    @RES-06 @must @needs.probe
    Scenario: A page that never comes is missed
      Given Bruno has linked a bank account with 1001 transactions
      And the provider will fail page 2 of Bruno's transactions every time
      When the client asks for Bruno's transactions
      And the provider notifies that Bruno's transactions are ready
      And the client comes for Bruno's transactions
      And the client comes to rest
      Then the client does not report Bruno's transactions as complete

    @RES-08 @should
    Scenario: The provider is away for a while
      When the client asks for Ana's transactions
      And the provider goes away
      And the provider notifies that Ana's transactions are ready
      And the client comes for Ana's transactions
      And a while passes
      And the provider comes back
      Then the client fetches all 3 of Ana's transactions

    @RES-07 @should
    Scenario: The notification never comes
      Given the provider will lose every notification
      When the client asks for Ana's transactions
      And the provider has promised Ana's transactions
      And the provider gathers what was asked for
      Then the client looks for Ana's transactions within the time that it declares

  Rule: Trying again is done with measure

    @RES-02 @must
    Scenario Outline: The provider refuses for good with <status>
      Given the provider will fail every fetch of Ana's transactions with <status>
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client fetches from Ana's transactions
      And the client gives up on Ana's transactions within 2 attempts

      Examples:
        | status |
        | 400    |
        | 401    |
        | 403    |
        | 404    |

    @RES-02 @must
    Scenario Outline: The provider refuses every request with <status>
      Given the provider will refuse every request with <status>
      When the client tries to ask for Ana's transactions
      And the client comes to rest
      Then the client has asked the provider at most 2 times

      Examples:
        | status |
        | 400    |
        | 401    |

    @RES-02 @must
    Scenario: The provider wants a token that nobody has
      Given the provider will refuse every request with 428
      When the client tries to ask for Ana's transactions
      And the client comes to rest
      Then the client has asked the provider at most 2 times
      And the client has not repeated its request

    @RES-03 @should
    Scenario: The provider asks for a pause
      Given the provider will fail the next 1 fetch of Ana's transactions with 429, asking for a pause of 1 second
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client waits at least 1 second before it fetches Ana's transactions again
      And the client fetches all 3 of Ana's transactions

    @RES-04 @should
    Scenario: The provider fails for ever
      Given the provider will fail every fetch of Ana's transactions with 500
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client fetches from Ana's transactions
      And the client gives up on Ana's transactions within 10 attempts
      And the pauses between fetches of Ana's transactions do not shrink

  Rule: One person's trouble is not another's

    @RES-05 @must
    Scenario: One download never ends
      Given Bruno has linked a bank account
      And the provider will break the next 1 fetch of Ana's transactions by stalling
      When the client asks for Ana's transactions
      And the client asks for Bruno's transactions
      And the provider notifies that Ana's transactions are ready
      And the client comes for Ana's transactions
      And the provider notifies that Bruno's transactions are ready
      Then the client fetches all 3 of Bruno's transactions

    @RES-09 @info
    Scenario: Many people at once
      Given Bruno has linked a bank account
      And Carla has linked a bank account
      When the client asks for Ana's transactions
      And the client asks for Bruno's transactions
      And the client asks for Carla's transactions
      And the provider notifies of all that was asked for at once
      Then the client has at most 10 requests open at once
