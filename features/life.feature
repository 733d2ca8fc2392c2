Feature: Living with what ends
  Data cannot always be gathered, and links do not last for ever.

  Background:
    Given a client integration under test
    And Ana has linked a bank account

  Rule: A no is an answer

    @LIF-01 @must
    Scenario: The data could not be gathered
      Given the bank will not let Ana's transactions be gathered
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions could not be gathered
      Then the client acknowledges it within 5 seconds
      And the client gives up on Ana's transactions within 2 attempts

    @LIF-01 @must @needs.probe
    Scenario: That the data could not be gathered is told
      Given the bank will not let Ana's transactions be gathered
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions could not be gathered
      Then the client reports Ana's transactions as failed

    @LIF-06 @should @needs.trigger
    Scenario: The data is ready, with an error inside
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready, though with an error
      Then the client does not report Ana's transactions as complete

  Rule: Who waits is patient

    @LIF-05 @should
    Scenario: The notification takes its time
      When the client asks for Ana's transactions
      And a while passes
      And a while passes
      Then the client has fetched Ana's transactions at most 2 times

  Rule: What has ended is left alone

    @LIF-02 @should
    Scenario: A link turns invalid
      Given the client already holds Ana's transactions
      When Ana's link turns invalid
      And the client tries to ask for Ana's transactions
      Then the client asks no more for Ana's data

    @LIF-02 @should
    Scenario: A late notification does not make an invalid link valid
      Given the client already holds Ana's transactions
      When Ana's link turns invalid
      And the provider notifies that Ana's transactions are ready
      And the client tries to ask for Ana's transactions
      Then the client asks no more for Ana's data

    @LIF-03 @should @needs.trigger
    Scenario: A late notification does not bring a deleted link back
      Given the client already holds Ana's transactions
      When the client asks for Ana's transactions
      And the provider notifies that Ana's link was deleted
      And a while passes
      And the provider notifies that Ana's transactions are ready
      Then the client's copy of Ana's transactions has not come back
