using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>Something that a host asks of a store. Done twice under the same id, it has happened once.</summary>
/// <param name="Name">What tests call it.</param>
/// <param name="Text">What only the exchange says that makes it durable, or that begins a read.</param>
/// <param name="PrepareAsync">Makes what it needs, while all is well.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record StoreOperation(string Name, string Text, Func<HostStores, string, Task> PrepareAsync, Func<HostStores, string, Task> RunAsync)
{
    private const int ManyCallers = 300;

    private static readonly Func<HostStores, string, Task> Nothing = static (_, _) => Task.CompletedTask, NewRun = static async (s, id) => await s.CreateRunAsync($"run-{id}");

    /// <summary>Gets the operations that change something.</summary>
    internal static IReadOnlyList<StoreOperation> Writes { get; } =
    [
        new("append", "ledger_store", Nothing, static async (s, id) => await AppendAsync(s, HostStores.Run, id)),
        new("append of many", "ledger_store", Nothing, static (s, id) => Task.WhenAll(Enumerable.Range(0, ManyCallers).Select(i => AppendAsync(s, HostStores.ManyRuns[i % HostStores.ManyRuns.Length], $"{id}-{i}")))),
        new("run create", "ledger_store", Nothing, static async (s, id) => await s.CreateRunAsync($"new-{id}")),
        new("run end", "ledger_store", NewRun, static async (s, id) => await s.Runs.TransitionAsync($"run-{id}", RunState.Completed, [s.Event("run.completed")], null, default)),
        new("run lease", "run_acquire_lease", NewRun, static async (s, id) => await s.Runs.AcquireLeaseAsync($"run-{id}", "owner", TimeSpan.FromHours(1), default)),
        new("action start", "ledger_store", NewRun, static async (s, id) => await s.Pipeline.StartAsync(s.Start($"run-{id}", $"new-{id}"), default)),
        new("action finish", "ledger_store", StartedAsync, static async (s, id) => await s.Pipeline.FinishAsync(s.Finish($"run-{id}", $"call-{id}"), default)),
        new("action heartbeat", "COMMIT", StartedAsync, static async (s, id) => await s.Pipeline.HeartbeatAsync($"run-{id}", $"k:call-{id}", HostStores.Call($"run-{id}", $"call-{id}").Key, TimeSpan.FromHours(1), default)),
        new("approval request", "ledger_store", NewRun, static async (s, id) => await s.Pipeline.RequestApprovalAsync(HostStores.Approval($"run-{id}", id), [s.Event("approval.requested")], null, default)),
        new("cost hold", "COMMIT", Nothing, static async (s, id) => await s.Costs.HoldAsync(HostStores.Hold("meter", $"hold-{id}"), default)),
        new("cost settle", "COMMIT", static async (s, id) => await s.Costs.HoldAsync(HostStores.Hold($"meter-{id}", "call"), default), static async (s, id) => await s.Costs.SettleAsync(new(HostStores.Call($"meter-{id}", "call"), 1), default)),
        new("limit", "rate_limit_acquire", Nothing, static async (s, _) => await s.Limits.AcquireAsync(new("acme", 60, 1, [new(RateLimitKind.User, "ann", 1000)]), default)),
        new("policy write", "INSERT INTO", Nothing, static async (s, id) => await s.Policies.WriteAsync($"v-{id}", "{}"u8.ToArray(), default)),
        new("policy activate", "INSERT INTO", Nothing, static async (s, id) => await s.Policies.ActivateAsync($"tenant-{id}", "v1", default)),
        new("list refresh", "projection_refresh", Nothing, static async (s, _) => await s.Projections.RefreshAsync(HostStores.List, default)),
    ];

    /// <summary>Gets the operations that change nothing.</summary>
    internal static IReadOnlyList<StoreOperation> Reads { get; } =
    [
        new("verify", "to_regclass", Nothing, static async (s, _) => (await s.Ledger.VerifyAsync(HostStores.Run))!.Ok.Should().BeTrue()),
        new("action find", "action_claims", Nothing, static async (s, _) => (await s.Pipeline.FindAsync(HostStores.Run, "k:x", default)).Should().NotBeNull()),
        new("run get", "runs", Nothing, static async (s, _) => (await s.Runs.GetAsync(HostStores.Run, default)).Should().NotBeNull()),
        new("cost usage", "cost_runs", Nothing, static async (s, _) => await s.Costs.GetRunUsageAsync("acme", HostStores.Run, default)),
        new("policy read", "policy_sets", Nothing, static async (s, _) => (await s.Policies.ReadAsync("v1", default)).Should().NotBeNull()),
        new("list", "runs_mv", Nothing, static async (s, _) => (await s.Projections.QueryAsync(HostStores.List, new ProjectionQuery("runs_mv"), default)).Rows.Should().NotBeEmpty()),
    ];

    /// <summary>Gets an id of its own for what it is about.</summary>
    internal string Id { get; } = Name.Replace(' ', '-');

    /// <summary>Gets whether it is many callers at once.</summary>
    internal bool IsOfMany => Name == "append of many";

    /// <summary>Gets whether the library may do it twice by itself.</summary>
    internal bool IsRepeatable => Name == "list refresh";

    /// <summary>Gets whether a repeat changes nothing at all: it has a key that says what it is.</summary>
    internal bool HasKey => Name is not ("limit" or "cost hold" or "run lease" or "action heartbeat" or "policy activate" or "list refresh");

    /// <summary>Does it and returns how it ended: the code of the failure, or nothing.</summary>
    /// <param name="stores">The stores.</param>
    /// <param name="id">What the operation is about.</param>
    /// <param name="isPartial">Whether some of many callers may have fared better than others.</param>
    internal async Task<GovernanceException?> TryAsync(HostStores stores, string id, bool isPartial = false)
    {
        Task task = RunAsync(stores, id);
        try
        {
            await task;
            return null;
        }
        catch (GovernanceException e)
        {
            // Of many callers each has its own failure: they must all say the same.
            (task.Exception!.InnerExceptions.Count == ManyCallers || !IsOfMany || isPartial).Should().BeTrue("of many callers all fail");
            foreach (Exception other in task.Exception?.InnerExceptions ?? [])
                other.Should().BeOfType<GovernanceException>().Which.Code.Should().Be(e.Code, "{0}", Name);
            return e;
        }
    }

    /// <summary>Does it and checks that it fails for a while, with a code.</summary>
    internal async Task FailAsync(HostStores stores, string code)
    {
        GovernanceException? failure = await TryAsync(stores, Id);
        (failure?.Code, failure?.IsTransient).Should().Be((code, true), "{0}", Name);
    }

    private static async Task AppendAsync(HostStores stores, string runId, string key) => await stores.Ledger.AppendAsync(runId, LedgerEvent.Create("host.note"), new AppendOptions { IdempotencyKey = key });

    private static async Task StartedAsync(HostStores stores, string id)
    {
        await NewRun(stores, id);
        (await stores.Pipeline.StartAsync(stores.Start($"run-{id}", $"call-{id}"), default)).Status.Should().Be(StartedStatus.Started);
    }
}
