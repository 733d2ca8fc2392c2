Feature: Hearing twice
  The provider repeats what it is not sure of. Every event may come again.

  Background:
    Given a client integration under test
    And Ana has linked a bank account

  Rule: Being told twice changes nothing

    @IDM-01 @must @needs.trigger
    Scenario: A second copy has no second effect
      Given the client already holds Ana's transactions
      When the provider repeats the notification
      Then the client's copy of Ana's transactions is unchanged
      And the client has done the work once

    @IDM-02 @must @needs.trigger
    Scenario Outline: <n> copies at the same moment have one effect
      When the client asks for Ana's transactions
      And the provider sends <n> copies of the notification about Ana's transactions at once
      Then the client comes for Ana's transactions
      And the client's copy of Ana's transactions matches the provider's
      And the client has done the work once

      Examples:
        | n  |
        | 2  |
        | 5  |
        | 10 |

    @IDM-03 @must
    Scenario: A copy is acknowledged like the first
      Given the client expects Ana's transactions
      When the provider notifies that Ana's transactions are ready
      And the provider repeats the notification
      Then the client acknowledges every notification within 5 seconds
      And the provider has no reason to retry

    @IDM-03 @must
    Scenario: A copy is acknowledged although its work has failed
      Given the client waits for Ana's transactions
      And the provider will fail every fetch of Ana's transactions with 404
      When the provider notifies that Ana's transactions are ready
      And a while passes
      And the provider repeats the notification
      Then the client acknowledges every notification within 5 seconds
      And the provider has no reason to retry

    @IDM-04 @must @needs.trigger
    Scenario: The acknowledgement is lost and the provider tells the client again
      Given the next acknowledgement will be lost
      When the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      And the client comes for Ana's transactions
      And the provider repeats the notification
      Then the client's copy of Ana's transactions matches the provider's
      And the client has done the work once

    @IDM-05 @should @needs.trigger @needs.probe
    Scenario: A copy that comes after a restart has no effect
      Given the client already holds Ana's transactions
      When the client is restarted
      And the provider repeats the notification
      Then the client's copy of Ana's transactions is unchanged
      And the client has done the work once

    @IDM-07 @should @needs.trigger
    Scenario: A late copy does not undo what is newer
      Given the client already holds Ana's transactions
      When the bank changes one of Ana's transactions
      And the client asks for Ana's transactions
      And the provider notifies that Ana's transactions are ready
      And the provider repeats the first notification
      Then the client's copy of Ana's transactions matches the provider's

    @IDM-07 @should @needs.trigger
    Scenario: A late copy does not bring back what was taken back
      Given Bruno has linked a bank account that the provider refreshes by itself
      And the client already holds Bruno's transactions
      When the bank takes one of Bruno's transactions back
      And the provider gathers Bruno's data by itself
      And the provider notifies of what was changed and taken back
      And the client has caught up with Bruno's transactions
      And the provider repeats the first notification
      Then the client's copy of Bruno's transactions matches the provider's

    @IDM-08 @info
    Scenario: Three copies cost one walk through the pages
      Given the client waits for Ana's transactions
      When the provider notifies that Ana's transactions are ready
      And the provider repeats the notification
      And the provider repeats the notification
      Then the client fetches every page once

  Rule: Two events are two, however alike

    @IDM-06 @must @needs.trigger
    Scenario: Two notifications differ in nothing but what they are
      Given Bruno has linked a bank account that the provider refreshes by itself
      And the client already holds Bruno's transactions
      When 2 more transactions are booked in Bruno's account
      And the provider gathers Bruno's data by itself
      And the provider notifies once more about the same request
      Then the client's copy of Bruno's transactions matches the provider's
