using System.Globalization;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Cli.Hosting;
using Spectre.Console;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary>Approvals for people. Arguments are shown whole and with hidden characters escaped: what is shown is what would be executed.</summary>
internal static class ApprovalText
{
    internal static string Name(ApprovalState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    internal static void WriteTable(IReadOnlyCollection<ApprovalRecord> approvals, IAnsiConsole screen)
    {
        if (approvals.Count == 0)
        {
            screen.WriteLine("no approvals");
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("approval", "tenant", "run", "action", "arguments", "asked by", "state", "until");
        foreach (ApprovalRecord a in approvals)
        {
            table.AddRow([.. new[] { a.ApprovalId, a.Tenant, a.RunId, Action(a), Arguments(a), a.RequestedBy ?? "-", Name(a.State), Time(a.ExpiresAt) }
                .Select(static cell => new Text(Printable.Text(cell)))]);
        }

        screen.Write(table);
    }

    /// <summary>Writes everything that an approver decides about.</summary>
    internal static void WriteDetails(ApprovalRecord approval, TextWriter output)
    {
        Line("approval", approval.ApprovalId);
        Line("tenant", approval.Tenant);
        if (approval.Org is not null)
            Line("org", approval.Org);
        Line("run", approval.RunId);
        Line("asked by", approval.RequestedBy ?? "-");
        Line("action", approval.Action);
        if (approval.Tool is not null)
            Line("tool", approval.Tool);
        Line("arguments", Arguments(approval));
        Line("asked by rules", string.Join(", ", approval.Rules.Select(static rule => rule.PolicyId)));
        Line("state", Name(approval.State));
        Line("until", Time(approval.ExpiresAt));

        void Line(string name, string value) => output.WriteLine($"{name,-15} {Printable.Text(value)}");
    }

    private static string Action(ApprovalRecord approval) => approval.Tool is null ? approval.Action : $"{approval.Action} ({approval.Tool})";

    private static string Arguments(ApprovalRecord approval) => approval.Args.IsEmpty ? "(erased)" : Encoding.UTF8.GetString(approval.Args.Span);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
