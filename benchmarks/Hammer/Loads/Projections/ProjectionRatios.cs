using System.Diagnostics;
using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.Projections;
using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>What a refresh by key costs in lists of different lengths and beside the server's own, and what a page costs beside the same SELECT by hand. Interleaved; medians.</summary>
internal sealed class ProjectionRatios(HammerServer server, HammerOptions options, Report report)
{
    private const int Small = 10_000, Medium = 100_000, Large = 1_000_000, Changed = 50, WarmUps = 100, Repetitions = 31, Pages = 24_000;

    private readonly Random _random = new(options.Seed);

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using RunList small = await CreateAsync(Small), medium = await CreateAsync(Medium), large = await CreateAsync(Large);
        await MeasurePagesAsync(medium, cancellationToken);
        await MeasureGrowthAsync(small, large, cancellationToken);
        await MeasureConcurrentlyAsync(medium, cancellationToken);
        return 0;
    }

    private async Task MeasureGrowthAsync(RunList small, RunList large, CancellationToken cancellationToken)
    {
        // Those that change are the latest, as a rule; the other case is that any may.
        foreach ((string which, int among) in ((string, int)[])[($"of the latest {Small:N0}", Small), ("of all", Large)])
        {
            List<double> ofSmall = [], ofLarge = [];
            for (int i = 0; i < WarmUps + Repetitions; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ofSmall.Add(await RefreshAsync(small, Small, Small));
                ofLarge.Add(await RefreshAsync(large, Large, among));
            }

            report.Measure(string.Create(CultureInfo.InvariantCulture, $"refresh of {Changed} changed runs {which}, {Large:N0} runs against {Small:N0}"), Median(ofLarge), Median(ofSmall), "ms");
        }
    }

    private async Task MeasureConcurrentlyAsync(RunList medium, CancellationToken cancellationToken)
    {
        string schema = SchemaOf(Medium);

        // The materialized view that the list is in the other mode, with the same indexes.
        await server.ExecuteAsync($"""
            CREATE MATERIALIZED VIEW {schema}.baseline AS SELECT * FROM {schema}.runs_now;
            CREATE UNIQUE INDEX ON {schema}.baseline (run_id NULLS FIRST);
            CREATE INDEX ON {schema}.baseline (created_at NULLS FIRST, run_id NULLS FIRST);
            CREATE INDEX ON {schema}.baseline (tenant, created_at NULLS FIRST, run_id NULLS FIRST);
            CREATE INDEX ON {schema}.baseline (tenant, updated_at NULLS FIRST, run_id NULLS FIRST);
            CREATE INDEX ON {schema}.baseline (tenant, state, created_at NULLS FIRST, run_id NULLS FIRST);
            """);
        await server.ExecuteAsync($"VACUUM (ANALYZE) {schema}.baseline");
        List<double> ours = [], whole = [];
        for (int i = 0; i < WarmUps; i++)
            await RefreshAsync(medium, Medium, Medium);
        for (int i = 0; i < Repetitions; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ours.Add(await RefreshAsync(medium, Medium, Medium));
            long start = Stopwatch.GetTimestamp();
            await server.ExecuteAsync($"REFRESH MATERIALIZED VIEW CONCURRENTLY {schema}.baseline");
            whole.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        report.Measure($"refresh of {Changed} changed of {Medium:N0} runs against REFRESH CONCURRENTLY", 1000 / Median(ours, 0), 1000 / Median(whole, 0), "refreshes/s");
    }

    private async Task MeasurePagesAsync(RunList medium, CancellationToken cancellationToken)
    {
        await using PageByHand byHand = new(server.ConnectionString, SchemaOf(Medium));
        List<double> ours = [], plain = [];
        for (int i = 0; i < Pages; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int tenant = _random.Next(RunList.Tenants);
            long start = Stopwatch.GetTimestamp();
            ProjectionPage page = await medium.FirstPageAsync(tenant);
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            int rows = await byHand.ReadAsync(tenant);
            double elapsedPlain = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (rows != page.Rows.Length)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the pages have {page.Rows.Length} and {rows} rows"));
            if (i < Pages / 2)
                continue;
            ours.Add(elapsed);
            plain.Add(elapsedPlain);
        }

        report.Measure($"first page of a tenant p50, {Medium:N0} runs, against the SELECT by hand", Median(ours, 0), Median(plain, 0), "ms");
    }

    /// <summary>Changes runs as a host does, by appends, and measures the refresh alone.</summary>
    private async Task<double> RefreshAsync(RunList list, int rows, int among)
    {
        await Task.WhenAll(Enumerable.Range(0, Changed).Select(_ => list.AppendAsync(string.Create(CultureInfo.InvariantCulture, $"run-{rows - 1 - _random.Next(among):D8}"))));
        long start = Stopwatch.GetTimestamp();
        await list.RefreshAsync();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private async Task<RunList> CreateAsync(int rows)
    {
        string schema = SchemaOf(rows);
        await using (RunList empty = new(server.ConnectionString, schema, ProjectionMode.Materialized, SchemaMode.Apply, schema))
            await empty.StartAsync();
        long start = Stopwatch.GetTimestamp();
        await RunRows.FillAsync(server, schema, rows);
        RunList list = new(server.ConnectionString, schema, ProjectionMode.Incremental, SchemaMode.Apply, schema);
        await list.StartAsync();
        await server.ExecuteAsync($"VACUUM (ANALYZE) {schema}.{RunList.Name}");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} runs in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
        return list;
    }

    private static string SchemaOf(int rows) => string.Create(CultureInfo.InvariantCulture, $"runs_{rows}");

    private static double Median(List<double> values, int skip = WarmUps) => Latencies.At([.. values.Skip(skip).Order()], 0.5);
}
