Feature: Asking for data
  Who asks for data is told later. The request says so, and its answer is only a promise.

  Background:
    Given a client integration under test
    And Ana has linked a bank account

  Rule: A request is made as the contract has it

    @REQ-01 @must
    Scenario: The request says that it is to be answered later
      When the client asks for Ana's transactions
      Then the client's request carries the async header

    @REQ-02 @must
    Scenario: All that the client sends is in the contract
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      And a while passes
      Then every request the client sent honours the contract
      And the client comes for Ana's transactions

    @REQ-02 @must
    Scenario: The request for data is in the contract
      When the client tries to ask for Ana's transactions
      Then every request the client sent honours the contract

  Rule: A promise is neither a failure nor data

    @REQ-03 @must
    Scenario: A request that was accepted is made once
      When the client asks for Ana's transactions
      And a while passes
      And the provider notifies that Ana's transactions are ready
      And a while passes
      Then the client has asked the provider at most 1 time

    @REQ-03 @must @needs.probe
    Scenario: A request that was accepted is pending
      When the client asks for Ana's transactions
      And the provider has promised Ana's transactions
      And a while passes
      Then the client reports Ana's transactions as pending

    @REQ-03 @must @edition.2023
    Scenario: Data that comes at once is not asked for again
      When the client asks for Ana's accounts
      And a while passes
      Then the client has asked the provider at most 1 time

    @REQ-03 @must @needs.probe @edition.2023
    Scenario: Data that comes at once is a result
      When the client asks for Ana's accounts
      Then the client reports Ana's accounts as ready

  Rule: No answer is not a no

    @REQ-04 @should
    Scenario: The answer is lost on the way
      Given the answer to the next request will be lost
      When the client tries to ask for Ana's transactions
      And a while passes
      Then the client has asked the provider at most 1 time
