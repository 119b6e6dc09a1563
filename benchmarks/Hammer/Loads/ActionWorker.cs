using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Enterprise.Governance;
using Hammer.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Hammer.Loads;

/// <summary>A host with everything on, and the baseline, by turns.</summary>
internal static partial class ActionWorker
{
    private const string Tenant = """{"tenant_id":"acme","rate_limits":{"tenant_rpm":600000000,"user_rpm":600000000},"limits":{"max_tool_calls":100000000}}""";
    private const string Rules = """[{"policy_id":"cost","when":{"action":"read:*"},"effect":{"set_cost_units":1}},{"policy_id":"ask","when":{"action":"send_email"},"effect":{"require_approval":true}}]""";

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    /// <summary>Arguments: CALLERS SECONDS. Each caller has a run of its own.</summary>
    internal static async Task<Func<Task>> PrepareAsync(NpgsqlDataSource dataSource, string[] a)
    {
        int callers = Number(a[0]);
        DirectoryInfo root = Directory.CreateTempSubdirectory("governance-hammer-");
        await File.WriteAllTextAsync(Path.Combine(root.CreateSubdirectory("tenants").FullName, "acme.json"), Tenant);
        await File.WriteAllTextAsync(Path.Combine(root.CreateSubdirectory("policies").FullName, "rules.json"), Rules);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production", ContentRootPath = root.FullName });
        builder.Configuration.AddInMemoryCollection([new("AUDIT_SECRET", LedgerWorker.Secret)]);
        builder.Services.AddEnterpriseGovernance().UsePostgres(dataSource, static o => o.SchemaMode = SchemaMode.None);
        IHost host = builder.Build();
        await host.StartAsync();
        IGovernance governance = host.Services.GetRequiredService<IGovernance>();
        GovernedRun[] runs = await Task.WhenAll(Enumerable.Range(0, callers).Select(async i => await governance.StartRunAsync(new GovernanceScope("acme", "sales", $"user-{i}", ["agent"]))));
        return async () =>
        {
            await MeasureAsync(callers, Number(a[1]), caller => ActAsync(runs[caller]), (caller, i) => InsertAsync(dataSource, $"{callers}-{caller}", i));
            await host.StopAsync();
            host.Dispose();
            root.Delete(recursive: true);
        };
    }

    private static async Task ActAsync(GovernedRun run)
    {
        ActionOutcome<string> outcome = await run.InvokeAsync(
            new ActionCall("read:booking", "tool", """{"booking":"ABC123"}"""u8.ToArray()), static _ => ValueTask.FromResult("done"), HammerJson.Default.String);
        if (outcome.Status != ActionStatus.Completed)
            throw new InvalidOperationException($"the action ended as {outcome.Status}");
    }

    private static async Task InsertAsync(NpgsqlDataSource dataSource, string run, long seq)
    {
        for (int i = 0; i < 3; i++)
        {
            await using NpgsqlCommand insert = dataSource.CreateCommand("INSERT INTO three_rows VALUES ($1, $2, $3)");
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = run });
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (seq * 3) + i, NpgsqlDbType = NpgsqlDbType.Bigint });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = new string('x', 400) });
            await insert.ExecuteNonQueryAsync();
        }
    }

    private static async Task MeasureAsync(int callers, int seconds, Func<int, Task> act, Func<int, long, Task> insert)
    {
        long[] next = new long[callers];
        List<Figures> ours = [], baseline = [];
        Stopwatch watch = Stopwatch.StartNew();
        for (int turn = 0; turn < 6 || watch.Elapsed.TotalSeconds < seconds; turn++)
        {
            Figures first = await TurnAsync(callers, act), second = await TurnAsync(callers, caller => insert(caller, next[caller]++));
            if (turn < 2)
                continue;
            ours.Add(first);
            baseline.Add(second);
        }

        Tell("time p50", ours, baseline, static f => f.Median, "ms");
        Tell("throughput", ours, baseline, static f => f.Rate, "1/s");
        Tell("CPU of the client's process", ours, baseline, static f => f.Cpu, "us");
    }

    private static async Task<Figures> TurnAsync(int callers, Func<int, Task> work)
    {
        List<double>[] times = [.. Enumerable.Range(0, callers).Select(static _ => new List<double>())];
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (watch.Elapsed < Slice)
            {
                long start = Stopwatch.GetTimestamp();
                await work(caller);
                times[caller].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        })));
        double elapsed = watch.Elapsed.TotalSeconds;
        process.Refresh();
        double[] all = [.. times.SelectMany(static t => t).Order()];
        return new Figures(all[all.Length / 2], all.Length / elapsed, (process.TotalProcessorTime - before).TotalMicroseconds / all.Length);
    }

    private static void Tell(string name, List<Figures> ours, List<Figures> baseline, Func<Figures, double> of, string unit) =>
        Worker.Tell(string.Create(CultureInfo.InvariantCulture, $"figure |{name}|{Median(ours.Select(of))}|{Median(baseline.Select(of))}|{unit}"));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private readonly record struct Figures(double Median, double Rate, double Cpu);

    [JsonSerializable(typeof(string))]
    private sealed partial class HammerJson : JsonSerializerContext;
}
