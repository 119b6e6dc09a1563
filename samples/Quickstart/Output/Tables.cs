using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Quickstart.Replay;
using Spectre.Console;

namespace Quickstart.Output;

/// <summary>What a person sees.</summary>
internal static class Tables
{
    internal static void Runs(IEnumerable<RunTally> runs)
    {
        Table table = new Table().Border(TableBorder.Simple).Title("Governed runs");
        foreach (string heading in new[] { "run", "actions", "done", "denied", "asked", "limited", "budget", "cost", "events" })
            table.AddColumn(new TableColumn(heading) { Alignment = heading == "run" ? Justify.Left : Justify.Right, NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        table.AddColumn(new TableColumn("state") { NoWrap = true });
        foreach (RunTally run in runs)
        {
            table.AddRow(
                run.Name, Text(run.Actions), Text(run.Completed), Text(run.Denied), Text(run.Approvals), Text(run.RateLimited), Text(run.BudgetExceeded),
                Text(run.CostUnits), Text(run.Events), State(run));
        }

        AnsiConsole.Write(table.Caption("asked: approvals asked for; ↻ parked, and resumed by a fresh host"));
    }

    internal static void Totals(Summary summary, IReadOnlyCollection<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        Grid grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("runs / events", Invariant($"{summary.Runs} / {summary.Events}"));
        grid.AddRow("actions", Invariant($"{summary.Actions} asked for, {summary.Denied} denied, {summary.RateLimited} rate limited, {summary.BudgetExceeded} over budget"));
        grid.AddRow("approvals", Invariant($"{summary.Approvals} asked for; {summary.Resumed} runs resumed by a fresh host"));
        if (sorted.Length > 0)
            grid.AddRow("time per governed action", Invariant($"median {sorted[sorted.Length / 2]:0.00} ms, p95 {sorted[(int)(sorted.Length * 0.95)]:0.00} ms (durable on disk, {sorted.Length} actions)"));
        grid.AddRow("database", summary.Database);
        AnsiConsole.Write(new Panel(grid).Header("Totals"));
    }

    internal static void Verified(Summary summary, VerifyReport? forged)
    {
        AnsiConsole.MarkupLineInterpolated($"[green]Every chain verifies:[/] {summary.Verify}");
        AnsiConsole.MarkupLineInterpolated($"Now one stored event is altered on a copy of the database (seq {summary.TamperedSeq}) …");
        if (forged is null)
            return;
        foreach (VerifyFinding finding in forged.Findings)
            AnsiConsole.MarkupLineInterpolated($"[red]{forged.Status.ToString().ToLowerInvariant()}:[/] {finding.Kind} at seq {finding.Seq} of run {forged.RunId}");
    }

    private static string State(RunTally run)
    {
        string color = run.State switch
        {
            RunState.Completed => "green",
            RunState.Failed => "red",
            _ => "yellow",
        };
        return $"[{color}]{run.State.ToStoredName()}[/]{(run.Resumed ? " ↻" : "")}";
    }

    private static string Text(long value) => value == 0 ? "[grey]·[/]" : value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
