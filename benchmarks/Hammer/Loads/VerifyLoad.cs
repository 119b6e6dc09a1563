using System.Diagnostics;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;
using Npgsql;

namespace Hammer.Loads;

/// <summary>What verification of one long run costs beside reading its rows, and whether its memory stays flat.</summary>
internal sealed class VerifyLoad(HammerServer server, HammerOptions options, Report report)
{
    private const int BatchSize = 250;

    private static readonly LedgerEvent Event = LedgerEvent.Create(
        "action.completed",
        """{"action":"send_email","call_id":"0f8fad5bd9cb469fa16570867728950e","cost_units":25,"result":{"id":"msg-1a2b3c4d5e6f","recipients":["ann@corp.example","bob@corp.example"],"status":"queued"},"tool":"mcp:gmail","x":"the rest of an event of 413 bytes......................."}"""u8.ToArray());

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using GovernancePostgresDatabase database = server.Open();
        using ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", LedgerWorker.Secret))));
        int events = options.Count > 0 ? options.Count : 1_000_000;
        LedgerEvent[] batch = [.. Enumerable.Repeat(Event, BatchSize)];
        await ledger.OpenAsync(cancellationToken);
        for (int i = 0; i < events; i += BatchSize)
            await ledger.AppendBatchAsync("run", batch, cancellationToken: cancellationToken);
        await server.ExecuteAsync("VACUUM ANALYZE governance.run_events");
        List<(double Wall, double Cpu)> reading = [], verifying = [];
        long smallest = long.MaxValue, largest = 0;
        for (int round = -1; round < options.Rounds; round++)
        {
            (double, double) read = await MeasureAsync(ReadAsync), verified = await MeasureAsync(VerifyAsync);
            if (round < 0)
                continue;
            reading.Add(read);
            verifying.Add(verified);
            long set = Environment.WorkingSet;
            (smallest, largest) = (Math.Min(smallest, set), Math.Max(largest, set));
        }

        report.Measure($"verify {events} events", Median(verifying, static t => t.Wall), Median(reading, static t => t.Wall), "s");
        report.Measure($"verify {events} events, this process alone", Median(verifying, static t => t.Cpu), Median(reading, static t => t.Cpu), "s of CPU");
        report.Say($"working set after the rounds: {smallest >> 20} to {largest >> 20} MiB");
        return 0;

        async Task VerifyAsync()
        {
            VerifyReport? verified = await ledger.VerifyAsync("run", cancellationToken: cancellationToken);
            if (verified is not { Ok: true } || verified.Checked < events)
                throw new InvalidOperationException("the run does not verify");
        }
    }

    private static double Median(List<(double Wall, double Cpu)> times, Func<(double Wall, double Cpu), double> value) => times.Select(value).Order().ElementAt(times.Count / 2);

    private static async Task<(double Wall, double Cpu)> MeasureAsync(Func<Task> work)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await work();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    /// <summary>Reads every column of every row, as whoever looks at them would.</summary>
    private async Task ReadAsync()
    {
        await using NpgsqlCommand command = server.DataSource.CreateCommand("SELECT run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg FROM governance.run_events WHERE run_id = 'run' ORDER BY seq");
        command.CommandTimeout = 0;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        long length = 0;
        while (await reader.ReadAsync())
        {
            length += reader.GetInt64(1);
            for (int column = 0; column < 9; column++)
                length += column == 1 ? 0 : reader.GetString(column).Length;
        }

        if (length == 0)
            throw new InvalidOperationException("there are no rows");
    }
}
