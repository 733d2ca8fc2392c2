Feature: Refusing what is not a notification
  Not all that arrives is what the provider meant to say.

  Background:
    Given a client integration under test

  Rule: What is not a notification is refused, and the refusal says which request it was

    @VAL-01 @must
    Scenario Outline: The client refuses <kind> and names the request
      When the provider delivers this instead of a notification:
        """
        <body>
        """
      Then the client refuses it with 400
      And the refusal names the request

      Examples:
        | kind                   | body                                                                                                       |
        | a body that breaks off | {"request_id":"4363b08b51eb43509c745df5ac92a7f6","webhook_type":"TRANSACTIONS",                            |
        | a comma too many       | {"request_id":"4363b08b51eb43509c745df5ac92a7f6","webhook_type":"TRANSACTIONS",}                           |
        | a bracket of two kinds | {"request_id":"4363b08b51eb43509c745df5ac92a7f6","webhook_type":"TRANSACTIONS"]                            |
        | a text without its end | {"request_id":"4363b08b51eb43509c745df5ac92a7f6","webhook_type":"TRANSACTIONS                              |

    @VAL-03 @should
    Scenario Outline: The client refuses <kind> as the sender's mistake
      When the provider delivers this instead of a notification:
        """
        <body>
        """
      Then the client refuses it

      Examples:
        | kind              | body                                              |
        | a list            | [{"webhook_type":"TRANSACTIONS"}]                 |
        | nothing at all    | null                                              |
        | a text            | "TRANSACTIONS"                                    |
        | an empty object   | {}                                                |
        | a number for a id | {"webhook_id":7,"link_id":7,"webhook_type":false} |

    @VAL-04 @should
    Scenario Outline: The client refuses to be called <how>
      When the client is called <how>
      Then the client refuses it

      Examples:
        | how            |
        | by GET         |
        | by PUT         |
        | as plain text  |
        | without a body |

  Rule: A refusal has no effect, and does no harm

    @VAL-02 @must
    Scenario: Nothing is fetched for a notification that broke off
      Given Ana has linked a bank account
      And the client waits for Ana's transactions
      When the provider delivers a cut-off notification about Ana's transactions
      Then the client fetches nothing

    @VAL-05 @should
    Scenario: A body of ten megabytes is refused, and the next notification is heard
      Given Ana has linked a bank account
      And the client expects Ana's transactions
      When the provider delivers an oversized notification about Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client has refused what came before
      And the client acknowledges it within 5 seconds

    @VAL-06 @must
    Scenario Outline: A good notification is heard after <damage> one
      Given Ana has linked a bank account
      And the client expects Ana's transactions
      When the provider delivers <damage> notification about Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client acknowledges it within 5 seconds

      Examples:
        | damage    |
        | a cut-off |
        | a garbled |
        | a linkless |

    @VAL-07 @should @needs.trigger
    Scenario: A notification that was refused is worked on when it comes again whole
      Given Ana has linked a bank account
      And the client already holds Ana's transactions
      When 2 more transactions are booked in Ana's account
      And the client asks for Ana's transactions
      And the provider delivers a linkless notification about Ana's transactions
      And the provider notifies that Ana's transactions are ready
      Then the client's copy of Ana's transactions matches the provider's
