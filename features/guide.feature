Feature: The vendor's guide to asynchronous requests
  A person connects a bank, and the client asks for their transactions. The
  provider answers at once, collects, tells the client, and only then is there
  anything to read.

  Background:
    Given Ana has linked a bank account

  Rule: A request is made with the async header and answered at once

    Scenario: The client asks asynchronously
      When the client asks for Ana's transactions
      Then the client's request carries the async header
      And the provider accepts it with a request id
      And nothing can be read yet

    Scenario: A recurrent link is no different from a single one
      Given Ana's link is single
      When the client asks for Ana's transactions
      Then the provider accepts it with a request id

  Rule: The client waits to be told, and says that it has heard

    Scenario: The client acknowledges within five seconds
      When the client asks for Ana's transactions
      And the bank has answered
      Then the client is told about that request
      And the client acknowledges within 5 seconds
      And the provider has no reason to retry

    Scenario: A client that was down is told again
      Given the client's receiver is down
      When the client asks for Ana's transactions
      And the bank has answered
      And the client's receiver is up again
      And the provider has tried again
      Then the client acknowledges within 5 seconds
      And the client holds all of Ana's transactions

    Scenario: JSON that is broken is refused with the request's id
      When the client asks for Ana's transactions
      And the provider sends a notification that breaks off
      Then the client answers 400 and names the request

  Rule: When it was told, the client reads

    Scenario: The client reads every page after it was told
      When the client asks for Ana's transactions
      And the bank has answered
      Then the client reads Ana's transactions after it was told
      And the client holds all of Ana's transactions
