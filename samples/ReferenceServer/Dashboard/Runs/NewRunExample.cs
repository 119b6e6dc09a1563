namespace ReferenceServer.Dashboard.Runs;

/// <summary>Something to begin with.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Message">The task.</param>
/// <param name="Plan">The steps, if it has some.</param>
internal sealed record NewRunExample(string Name, string Message, string? Plan = null)
{
    internal static NewRunExample[] All { get; } =
    [
        new("Look something up", "handbook: refund policy"),
        new("Change a contact", "# two steps, carried out in order\ncontact c-17: status = active, phone = 555-0100\nhandbook: baggage"),
        new("Mail that needs an approval", "contact c-17: status = rebooked\nemail bob@corp.example: Your booking | We have moved it to Friday."),
        new("A plan that is denied", "Export all contacts", """
            {"steps": [
              {"action": "crm:export_contacts", "tool": "crm", "args": {"format": "csv"}}
            ]}
            """),
        new("A plan of two steps", "Tell the customer and note it", """
            {"steps": [
              {"action": "crm:update_contact", "tool": "crm", "args": {"contact_id": "c-17", "fields": {"status": "informed"}}},
              {"action": "send_email", "tool": "mail", "args": {"to": "bob@corp.example", "subject": "Your booking", "body": "We have moved it to Friday."}}
            ]}
            """),
    ];
}
