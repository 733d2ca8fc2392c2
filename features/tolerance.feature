Feature: Bearing what is new
  The vendor may add to its contract at any time. A client that knows less goes on.

  Background:
    Given a client integration under test
    And Ana has linked a bank account

  Rule: What nobody knows is ignored

    @TOL-01 @must
    Scenario: Notifications and lists have new fields
      Given the client waits for Ana's transactions
      And the provider will write fields that nobody knows
      When the provider notifies that Ana's transactions are ready
      Then the client acknowledges it within 5 seconds

    @TOL-01 @must @needs.trigger @needs.probe
    Scenario: Data with new fields is held all the same
      Given the provider will write fields that nobody knows
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client's copy of Ana's transactions matches the provider's

    @TOL-02 @must
    Scenario Outline: A notification has an unknown <part>
      Given the client waits for Ana's transactions
      When the provider delivers a notification about Ana with an unknown <part>
      Then the client acknowledges it within 5 seconds

      Examples:
        | part |
        | type |
        | code |

    @TOL-02 @must
    Scenario: A notification of an unknown type has no effect
      Given the client waits for Ana's transactions
      When the provider delivers a notification about Ana with an unknown type
      Then the client fetches nothing

  Rule: What means the same is the same

    @TOL-03 @should @needs.trigger
    Scenario Outline: The provider writes <style>
      Given the provider will write <style>
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client acknowledges it within 5 seconds
      And the client comes for Ana's transactions
      And the client's copy of Ana's transactions matches the provider's

      Examples:
        | style                   |
        | its keys in other order |
        | longer texts            |
        | null for data           |

    @TOL-04 @should @needs.trigger
    Scenario Outline: The provider spells moments with <style>
      Given the provider will write <style>
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client comes for Ana's transactions
      And the client's copy of Ana's transactions matches the provider's

      Examples:
        | style                |
        | fractions of seconds |
        | zones in two ways    |

    @TOL-05 @should @needs.trigger
    Scenario: A row has a value that nobody knows
      Given Bruno has linked a bank account with 30 transactions
      And the provider will write values that nobody knows
      When the client asks for Bruno's transactions
      And the provider notifies that Bruno's transactions are ready
      Then the client comes for Bruno's transactions
      And the client's copy of Bruno's transactions matches the provider's
