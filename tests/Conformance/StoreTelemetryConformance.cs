using System.Diagnostics;
using System.Diagnostics.Metrics;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.TestSupport;

namespace Enterprise.Governance.Conformance;

/// <summary>What every store tells an operator about its work with the database; names are constants in <see cref="StoreDiagnostics"/>.</summary>
public abstract class StoreTelemetryConformance
{
    private const string Run = "run-of-acme";

    protected abstract string DatabaseSystem { get; }

    /// <summary>Gets the code with which a read fails once its table is gone.</summary>
    protected abstract string CodeWithoutTable { get; }

    protected abstract ValueTask<(ILedgerStore Ledger, IPolicySetStore Policies)> OpenAsync(IMeterFactory meters);

    /// <summary>Executes a statement on a connection of the owner's own.</summary>
    protected abstract Task ExecuteAsync(string sql);

    [Fact]
    public async Task Operations_AreTimedAndCountedTogether()
    {
        using MetricRecorder metrics = new();
        (ILedgerStore ledger, IPolicySetStore policies) = await OpenAsync(metrics);
        using ChainLedger chain = await NewChainAsync(ledger);

        await chain.AppendAsync(Run, LedgerEvent.Create("note", "{}"u8.ToArray()));
        await policies.GetActiveAsync("acme", default);

        string[] expected =
        [
            $"governance.store.operation.duration # db.system.name={DatabaseSystem} governance.store.operation=commit",
            $"governance.store.batch.size 1 db.system.name={DatabaseSystem} governance.store.operation=commit",
            $"governance.store.operation.duration # db.system.name={DatabaseSystem} governance.store.operation=read",
        ];
        await UntilAsync(() => expected.All(metrics.Lines.Contains));
        metrics.Lines.Should().Contain(expected);
        metrics.Lines.Should().NotContain(static line => line.Contains("acme", StringComparison.Ordinal) || line.Contains("error.type", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failure_IsNamedByItsCode()
    {
        using MetricRecorder metrics = new();
        (_, IPolicySetStore policies) = await OpenAsync(metrics);
        await policies.GetActiveAsync("acme", default);
        await ExecuteAsync(DatabaseSystem == "sqlite" ? "DROP TABLE policy_activations" : "DROP TABLE governance.policy_activations");

        await policies.Awaiting(static p => p.GetActiveAsync("acme", default).AsTask()).Should().ThrowAsync<GovernanceException>();

        metrics.Lines.Should().ContainSingle(static line => line.Contains("error.type", StringComparison.Ordinal))
            .Which.Should().Be($"governance.store.operation.duration # db.system.name={DatabaseSystem} governance.store.operation=read error.type={CodeWithoutTable}");
    }

    [Fact]
    public async Task Commit_IsAnActivityLinkedToWhoWaitsForIt()
    {
        List<Activity> commits = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name is StoreDiagnostics.ActivitySourceName or "test",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (commits)
                    commits.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using ActivitySource callers = new("test");
        using MetricRecorder metrics = new();
        (ILedgerStore ledger, _) = await OpenAsync(metrics);
        using ChainLedger chain = await NewChainAsync(ledger);

        ActivityContext caller;
        using (Activity activity = callers.StartActivity("caller")!)
        {
            caller = activity.Context;
            await chain.AppendAsync(Run, LedgerEvent.Create("note", "{}"u8.ToArray()));
        }

        Activity[] linked = [];
        await UntilAsync(() =>
        {
            lock (commits)
                linked = [.. commits.Where(activity => activity.Links.Any(link => link.Context == caller))];
            return linked.Length > 0;
        });
        Activity commit = linked.Should().ContainSingle().Subject;
        (commit.DisplayName, commit.Kind, commit.Parent, commit.Status).Should().Be((StoreDiagnostics.CommitActivity, ActivityKind.Client, null, ActivityStatusCode.Unset));
        commit.TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?> { ["db.system.name"] = DatabaseSystem, ["db.operation.batch.size"] = 1 });
        Activity.Current.Should().BeNull("nothing of the commit stays with the caller");
    }

    /// <summary>Waits for what is told after callers have their results.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
            await Task.Yield();
    }

    private static async Task<ChainLedger> NewChainAsync(ILedgerStore store)
    {
        ChainLedger chain = new(store, new ChainSealer(new AuditKeyRing(new AuditKey("k0", "the secret of the telemetry tests"))));
        await chain.OpenAsync();
        return chain;
    }
}
