Feature: Fetching what is there
  A notification carries no data. The client comes and gets it, all of it.

  Background:
    Given a client integration under test

  Rule: First told, then fetched

    @FET-01 @must
    Scenario: The client waits until it is told
      Given Ana has linked a bank account
      When the client asks for Ana's transactions
      And a while passes
      And the provider notifies that Ana's transactions are ready
      And a while passes
      Then the client fetches only after it was notified
      And the client comes for Ana's transactions

  Rule: All that is there is fetched, and no more

    @FET-02 @must
    Scenario Outline: The client fetches every page of <n> transactions
      Given Ana has linked a bank account with <n> transactions
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client fetches all <n> of Ana's transactions

      Examples:
        | n    |
        | 1    |
        | 100  |
        | 101  |
        | 1001 |

    @FET-10 @must
    Scenario: There is nothing to fetch
      Given Ana has linked a bank account with 0 transactions
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client fetches all 0 of Ana's transactions
      And the client gives up on Ana's transactions within 2 attempts

    @FET-10 @must @needs.probe
    Scenario: That there is nothing is no failure
      Given Ana has linked a bank account with 0 transactions
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client reports Ana's transactions as ready

    @FET-03 @must
    Scenario: The next page is where the last one says
      Given Ana has linked a bank account with 1001 transactions
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client fetches all 1001 of Ana's transactions
      And the client asks only for pages that it was offered

    @FET-03 @must
    Scenario: A page that nobody offered is not asked for
      Given Ana has linked a bank account with 1001 transactions
      And the pages of Ana's transactions will lead in a circle
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client fetches from Ana's transactions
      And the client asks only for pages that it was offered

    @FET-07 @should
    Scenario: Pages that lead in a circle are left
      Given Ana has linked a bank account with 101 transactions
      And the pages of Ana's transactions will lead in a circle
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client fetches from Ana's transactions
      And the client gives up on Ana's transactions within 100 attempts

    @FET-08 @should
    Scenario: A page without rows is not the last
      Given Ana has linked a bank account with 1001 transactions
      And the pages of Ana's transactions will begin with an empty one
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client goes on after the empty page of Ana's transactions

  Rule: The client asks for its own people's data, and of the provider alone

    @FET-04 @should
    Scenario: Every list is filtered by a link
      Given Ana has linked a bank account
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client fetches from Ana's transactions
      And the client filters every list by a link

    @FET-05 @must
    Scenario: The next page lies at another origin
      Given Ana has linked a bank account with 1001 transactions
      And the pages of Ana's transactions will lead to another origin
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client fetches from Ana's transactions
      And the client sends its credentials to nobody else

  Rule: What the client holds is what the provider shows

    @FET-06 @must @needs.trigger
    Scenario: A page fails in the middle and is fetched again
      Given Ana has linked a bank account with 1001 transactions
      And the provider will fail page 2 of Ana's transactions once
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client's copy of Ana's transactions matches the provider's

    @FET-06 @must @needs.trigger
    Scenario: Pages overlap
      Given Ana has linked a bank account with 1001 transactions
      And the pages of Ana's transactions will overlap
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client's copy of Ana's transactions matches the provider's

    @FET-09 @must @needs.trigger
    Scenario: Amounts survive to the cent
      Given Ana has linked a bank account with transactions of 0.01, 0.10, 1234.56 and 99999999999999.99
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client's copy of Ana's transactions matches the provider's to the cent

    @FET-11 @should @needs.trigger
    Scenario: The bank changes its mind
      Given Ana has linked a bank account that the provider refreshes by itself
      And the client already holds Ana's transactions
      When the bank changes one of Ana's transactions
      And the bank takes one of Ana's transactions back
      And the provider gathers Ana's data by itself
      And the provider notifies of what was changed and taken back
      Then the client's copy of Ana's transactions matches the provider's
