Feature: Hearing about finished work
  The provider goes on to tell the client until the client says that it heard.

  Background:
    Given a client integration under test

  Rule: Who is told says so at once, and in the way that was agreed

    @ACK-01 @must
    Scenario: A notification is acknowledged in time and with the agreed status
      Given Ana has linked a bank account
      And the client expects Ana's transactions
      When the provider notifies that Ana's transactions are ready
      Then the client acknowledges it within 5 seconds
      And the provider takes it for an acknowledgement

    @ACK-06 @must
    Scenario: A notification is not sent on to another address
      Given Ana has linked a bank account
      And the client expects Ana's transactions
      When the provider notifies that Ana's transactions are ready
      Then the client does not redirect it

  Rule: Saying "I heard you" does not wait for the work

    @ACK-02 @must
    Scenario: A slow download does not delay the acknowledgement
      Given Ana has linked a bank account
      And the client waits for Ana's transactions
      And the provider will break the next 20 fetches of Ana's transactions by stalling
      When the provider notifies that Ana's transactions are ready
      Then the client acknowledges it within 5 seconds
      And the provider has no reason to retry

    @ACK-02 @must
    Scenario: A download that fails does not take the acknowledgement back
      Given Ana has linked a bank account
      And the client waits for Ana's transactions
      And the provider will fail every fetch of Ana's transactions with 500
      When the provider notifies that Ana's transactions are ready
      Then the client acknowledges it within 5 seconds
      And the provider has no reason to retry

    @ACK-05 @should @needs.trigger
    Scenario: Work that was promised survives a crash
      Given Ana has linked a bank account
      And the client already holds Ana's transactions
      And the provider will break the next 1 fetch of Ana's transactions by stalling
      When 2 more transactions are booked in Ana's account
      And the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      And the client comes for Ana's transactions
      And the client is restarted
      Then the client fetches all 5 of Ana's transactions

  Rule: However many notifications come, and however they come, each is heard

    @ACK-03 @should
    Scenario: Acknowledgements are quick, and seldom slow
      Given Ana has linked a bank account
      And the client expects Ana's transactions
      When the provider sends 100 notifications about Ana's transactions one after another
      Then the client acknowledges 50 in 100 within 1 second
      And the client acknowledges 99 in 100 within 2 seconds

    @ACK-04 @must
    Scenario: A burst is acknowledged whole
      Given Ana has linked a bank account
      And the client expects Ana's transactions
      When the provider sends 50 notifications about Ana's transactions at once
      Then the client acknowledges every notification within 5 seconds
      And the provider has no reason to retry

    @ACK-07 @should
    Scenario: A notification that trickles in over a new connection is heard
      Given Ana has linked a bank account
      And the client expects Ana's transactions
      And notifications will arrive slowly
      When the provider notifies that Ana's transactions are ready
      Then the client acknowledges it within 5 seconds

    @ACK-07 @should
    Scenario: A notification that trickles in over a connection that was used before is heard
      Given Ana has linked a bank account
      And Bruno has linked a bank account
      And the client expects Ana's transactions
      And the client expects Bruno's transactions
      When the provider notifies that Ana's transactions are ready
      And notifications will arrive slowly
      And the provider notifies that Bruno's transactions are ready
      Then the client acknowledges every notification within 5 seconds

    @ACK-07 @should
    Scenario: A connection that was used before is as good as a new one
      Given Ana has linked a bank account
      And Bruno has linked a bank account
      And the client expects Ana's transactions
      And the client expects Bruno's transactions
      When the provider notifies that Ana's transactions are ready
      And the provider notifies that Bruno's transactions are ready
      Then the client acknowledges every notification within 5 seconds
