using System.Text.Json;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>Reads every run of a database, event by event, and hands on the decisions.</summary>
internal static class RecordedRuns
{
    internal static async Task ReadAsync(ILedgerSnapshot snapshot, RecordedPeriod period, Backtest backtest, CancellationToken cancellationToken)
    {
        await foreach (string runId in snapshot.ReadRunIdsAsync(cancellationToken))
        {
            if (GovernanceIdentifier.IsValid(runId, out _))
                await ReadAsync(snapshot, runId, period, backtest, cancellationToken);
        }
    }

    private static async Task ReadAsync(ILedgerSnapshot snapshot, string runId, RecordedPeriod period, Backtest backtest, CancellationToken cancellationToken)
    {
        RunDecisions decisions = new();
        await foreach (StoredEvent stored in snapshot.ReadEventsAsync(runId, 1, cancellationToken))
        {
            long without = decisions.WithoutDecision;
            RecordedDecision[] complete = Read(decisions, stored);
            if (period.Tenant is not null && decisions.Tenant != period.Tenant)
                return;
            if (decisions.WithoutDecision > without && period.Holds(stored.Timestamp))
                backtest.Skip("no_decision");
            await AddAsync(complete);
        }

        await AddAsync(decisions.End());

        async Task AddAsync(IEnumerable<RecordedDecision> complete)
        {
            foreach (RecordedDecision decision in complete.Where(one => period.Holds(one.Timestamp)))
                await backtest.AddAsync(decision, cancellationToken);
        }
    }

    private static RecordedDecision[] Read(RunDecisions decisions, StoredEvent stored)
    {
        try
        {
            return [.. decisions.Next(stored)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw CliFailure.Refused($"run `{stored.RunId}`, seq {stored.Seq}: this is no `{stored.Type}` as the pipeline writes it; `governance verify --run` tells whether the chain is intact");
        }
    }
}
