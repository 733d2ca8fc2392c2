Feature: Knowing which request a notification answers
  Many requests are under way at once, and their notifications come as they come.

  Background:
    Given a client integration under test

  Rule: The request id says what a notification is about

    @COR-01 @must
    Scenario: The request that was made last is answered first
      Given Ana has linked a bank account
      And Bruno has linked a bank account
      When the client waits for Ana's transactions
      And the client waits for Bruno's transactions
      And the provider notifies that Bruno's transactions are ready
      Then the client fetches all 3 of Bruno's transactions
      And the client fetches none of Ana's transactions

    @COR-01 @must
    Scenario: Two requests differ in their periods alone
      Given Ana has linked a bank account
      When the client asks for Ana's transactions of the month before
      And the client asks for Ana's transactions of the last month
      And the provider notifies that Ana's transactions of the last month are ready
      Then the client fetches Ana's transactions of the last month

    @COR-02 @must
    Scenario: The notification is faster than the answer
      Given Ana has linked a bank account
      And the provider will notify before it answers
      When the client asks for Ana's transactions
      Then the client acknowledges it within 5 seconds
      And the client fetches all 3 of Ana's transactions

    @COR-03 @should
    Scenario Outline: The request is spelt <spelling>
      Given Ana has linked a bank account
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready, with the request spelt <spelling>
      Then the client fetches all 3 of Ana's transactions

      Examples:
        | spelling       |
        | with dashes    |
        | without dashes |

    @COR-03 @should
    Scenario: The request id has another form
      Given Ana has linked a bank account that the provider refreshes by itself
      And the client already holds Ana's transactions
      When 2 more transactions are booked in Ana's account
      And the provider gathers Ana's data by itself
      And the provider notifies that Ana's transactions are ready, with a request id of 64 characters
      Then the client fetches all 5 of Ana's transactions

    @COR-05 @should
    Scenario: The provider has news that nobody asked for
      Given Ana has linked a bank account that the provider refreshes by itself
      And the client already holds Ana's transactions
      When 2 more transactions are booked in Ana's account
      And the provider gathers Ana's data by itself
      And the provider notifies that Ana's transactions are ready
      Then the client fetches all 5 of Ana's transactions

  Rule: What the client never asked for stays untouched

    @COR-04 @must
    Scenario: A notification about a stranger
      Given Ana has linked a bank account
      And the client waits for Ana's transactions
      When the provider delivers a notification about someone the client never linked
      Then the client fetches nothing

    @COR-06 @should
    Scenario: A request that was refused is not under way
      Given Ana has linked a bank account
      And Bruno has linked a bank account
      And the provider will refuse the next request with 400
      When the client tries to ask for Ana's transactions
      And the client asks for Bruno's transactions
      And the provider notifies that Bruno's transactions are ready
      Then the client fetches all 3 of Bruno's transactions
      And the client fetches none of Ana's transactions

    @COR-06 @should
    Scenario: News is not taken for the answer to a request that was refused
      Given Ana has linked a bank account that the provider refreshes by itself
      And the client already holds Ana's transactions
      And the provider will refuse the next request with 400
      When the client tries to ask for Ana's transactions of the month before
      And 2 more transactions are booked in Ana's account
      And the provider gathers Ana's data by itself
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client fetches Ana's transactions of the last month

    @COR-07 @must
    Scenario: Two people at once
      Given Ana has linked a bank account
      And Bruno has linked a bank account with 5 transactions
      When the client asks for Ana's transactions
      And the client asks for Bruno's transactions
      And the provider notifies of all that was asked for at once
      And a while passes
      Then the client never asks for anyone else's data
      And the client fetches all 3 of Ana's transactions
      And the client fetches all 5 of Bruno's transactions
