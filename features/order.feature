Feature: Hearing in any order
  Notifications overtake one another. What the client ends with does not depend on it.

  Background:
    Given a client integration under test
    And Ana has linked a bank account

  Rule: The order of the notifications does not matter

    @ORD-01 @must @needs.trigger
    Scenario: Transactions are ready before their accounts
      When the client asks for Ana's accounts
      And the client asks for Ana's transactions
      And the provider notifies of Ana's data in the order transactions, accounts
      Then the client fetches from Ana's transactions
      And the client's copy of Ana's transactions matches the provider's
      And the client's copy of Ana's accounts matches the provider's

    @ORD-02 @should @needs.trigger
    Scenario Outline: The client is told of <order>
      When the client asks for Ana's accounts
      And the client asks for Ana's owners
      And the client asks for Ana's transactions
      And the provider notifies of Ana's data in the order <order>
      Then the client fetches from Ana's transactions
      And the client's copy of Ana's accounts matches the provider's
      And the client's copy of Ana's owners matches the provider's
      And the client's copy of Ana's transactions matches the provider's

      Examples:
        | order                          |
        | accounts, owners, transactions |
        | accounts, transactions, owners |
        | owners, accounts, transactions |
        | owners, transactions, accounts |
        | transactions, accounts, owners |
        | transactions, owners, accounts |

    @ORD-05 @should
    Scenario: A notification comes days later
      When the client asks for Ana's transactions
      And the bank takes 3 days
      And the provider notifies that Ana's transactions are ready
      Then the client fetches all 3 of Ana's transactions

  Rule: What is newer wins

    @ORD-03 @should @needs.trigger
    Scenario: An old download ends after a newer one
      Given the next fetch of Ana's transactions will trickle
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      And the bank changes one of Ana's transactions
      And the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      And the client comes to rest
      Then the client's copy of Ana's transactions matches the provider's

    @ORD-04 @should @needs.trigger
    Scenario: Rows are added while the client turns the pages
      Given Bruno has linked a bank account with 1001 transactions
      And the pages of Bruno's transactions will shift under way
      When the client asks for Bruno's transactions
      And the provider notifies that Bruno's transactions are ready
      And the client comes to rest
      And the client asks for Bruno's transactions
      And the provider notifies that Bruno's transactions are ready
      Then the client's copy of Bruno's transactions matches the provider's
