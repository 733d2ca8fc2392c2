Feature: Trusting the right sender
  Anybody can call a public address. The client believes nobody but the provider.

  Background:
    Given a client integration under test
    And Ana has linked a bank account

  Rule: Only who shows the agreed authorization is heard

    @SEC-01 @must
    Scenario Outline: A notification comes with <badauth> authorization
      Given the client waits for Ana's transactions
      When the provider delivers the notification about Ana's transactions with <badauth> authorization
      Then the client refuses it
      And the client fetches nothing
      And the refusal says that the sender is not authorized

      Examples:
        | badauth        |
        | no             |
        | wrong          |
        | another scheme |

    @SEC-02 @must
    Scenario: A notification comes with the agreed authorization
      Given the client expects Ana's transactions
      When the provider delivers the notification about Ana's transactions with the agreed authorization
      Then the client acknowledges it within 5 seconds

    @SEC-04 @should
    Scenario: A stranger does not learn whether the body is right
      When the provider delivers a cut-off notification about Ana's transactions with wrong authorization
      Then the client refuses it as not authorized

  Rule: Nothing leaks, and nothing is followed

    @SEC-03 @should
    Scenario: Refusals show no secret
      When the provider delivers the notification about Ana's transactions with wrong authorization
      And the provider delivers a cut-off notification about Ana's transactions
      And the provider delivers a linkless notification about Ana's transactions
      Then no answer of the client shows a secret

    @SEC-05 @must
    Scenario: Addresses in a notification are not followed
      When the provider delivers a notification about Ana's transactions that is full of addresses
      Then the client follows no address in it
