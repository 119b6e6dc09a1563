using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Conformance;

public abstract partial class PipelineStoreConformance
{
    [Fact]
    public async Task Create_ReadBack_IsTheSameRun()
    {
        PipelineStores store = await OpenAsync(), other = await OpenAsync();
        DateTimeOffset now = Clock.GetUtcNow();
        RunRecord run = new()
        {
            RunId = "Ünï-🚀 'run\"", Scope = new GovernanceScope("acme", null, "ann'; --", ["admin", "Support \"L2\""]), State = RunState.Submitted, Title = "a 'title'\n🚀", Tags = ["x", "y,z", ""],
            CreatedAt = now, UpdatedAt = now, Salt = Enumerable.Range(0, 32).Select(static i => (byte)(i * 8)).ToArray(),
        };

        (await store.Runs.CreateAsync(run, Event(store, "run.started"), default)).Should().BeTrue();

        RunRecord read = (await other.Runs.GetAsync(run.RunId, default))!;
        read.Should().BeEquivalentTo(run, static o => o.Excluding(static r => r.Salt));
        read.Salt.ToArray().Should().Equal(run.Salt.ToArray());
        (await other.Runs.GetAsync("ünï-🚀 'run\"", default)).Should().BeNull("identifiers are compared by code point");
    }

    [Fact]
    public async Task Update_OfLabels_ChangesThoseAndNothingElse_AlsoOfARunThatHasEnded()
    {
        PipelineStores store = await OpenAsync(), other = await OpenAsync();
        string run = await NewRunAsync(store);
        RunRecord before = (await store.Runs.GetAsync(run, default))!;
        Clock.Advance(TimeSpan.FromSeconds(1));

        RunRecord titled = await store.Runs.UpdateAsync(run, new RunUpdate { Title = "Refund 🚀" }, default);
        await store.Runs.TransitionAsync(run, RunState.Completed, [Event(store, "run.completed")], null, default);
        (await ListAsync(store, RunsList, new ProjectionQuery("runs_mv"))).Rows.Should().ContainSingle("from here on the update alone tells the list");
        RunRecord tagged = await other.Runs.UpdateAsync(run, new RunUpdate { Tags = ["vip", "y,z"] }, default);
        ProjectionPage list = await ListAsync(store, RunsList, new ProjectionQuery("runs_mv") { Filters = [new ProjectionFilter("tags", ProjectionOperator.HasElement, "vip")] });
        RunRecord cleared = await store.Runs.UpdateAsync(run, new RunUpdate { Title = null, Tags = [] }, default);

        titled.Should().BeEquivalentTo(before with { Title = "Refund 🚀" }, static o => o.Excluding(static r => r.Salt));
        (tagged.Title, tagged.State).Should().Be(("Refund 🚀", RunState.Completed));
        tagged.Tags.Should().Equal("vip", "y,z");
        (list.Rows.Length, list.Value(0, "run_id"), list.Value(0, "title")).Should().Be((1, run, "Refund 🚀"));
        cleared.Title.Should().BeNull();
        cleared.Tags.Should().BeEmpty();
        (await other.Runs.GetAsync(run, default)).Should().BeEquivalentTo(cleared, static o => o.Excluding(static r => r.Salt));
        (await EventsAsync(store, run)).Should().Equal("run.started", "run.completed");
        await store.Invoking(s => s.Runs.UpdateAsync("nowhere", new RunUpdate { Title = "x" }, default).AsTask()).Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "run_not_found");
    }

    [Fact]
    public async Task Create_IdTaken_StoresNothing()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        RunRecord run = (await one.Runs.GetAsync(await NewRunAsync(one), default))!;
        await one.Ledger.AppendAsync(new AppendRequest("a-chain", [Event(one, "host.event")], null, null, null), one.Sealer, default);

        (await two.Runs.CreateAsync(run with { Title = "another" }, Event(two, "run.started"), default)).Should().BeFalse();
        (await two.Runs.CreateAsync(run with { RunId = "a-chain" }, Event(two, "run.started"), default)).Should().BeFalse("its chain would not begin with run.started");

        (await one.Runs.GetAsync(run.RunId, default))!.Title.Should().BeNull();
        (await one.Runs.GetAsync("a-chain", default)).Should().BeNull();
        (await EventsAsync(one, run.RunId)).Should().Equal("run.started");
        (await EventsAsync(one, "a-chain")).Should().Equal("host.event");
    }

    [Fact]
    public async Task Create_ManyWithOneId_OneWins()
    {
        PipelineStores[] processes = [await OpenAsync(), await OpenAsync(), await OpenAsync()];
        RunRecord run = new()
        {
            RunId = "raced", Scope = new GovernanceScope("acme", null, null, []), State = RunState.Running, CreatedAt = Clock.GetUtcNow(), UpdatedAt = Clock.GetUtcNow(), Salt = new byte[32],
        };

        bool[] created = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
            await processes[i % 3].Runs.CreateAsync(run, Event(processes[i % 3], "run.started"), default))));

        created.Count(static one => one).Should().Be(1);
        (await EventsAsync(processes[0], "raced")).Should().Equal("run.started");
    }

    [Fact]
    public async Task Transition_EveryStep_IsWhatCanBecomeSays()
    {
        PipelineStores store = await OpenAsync();
        foreach (RunState from in Enum.GetValues<RunState>())
        {
            foreach (RunState to in Enum.GetValues<RunState>())
            {
                RunRecord run = new()
                {
                    RunId = $"{from}-{to}", Scope = new GovernanceScope("acme", null, null, []), State = from, CreatedAt = Clock.GetUtcNow(), UpdatedAt = Clock.GetUtcNow(), Salt = new byte[32],
                };
                await store.Runs.CreateAsync(run, Event(store, "run.started"), default);

                RunTransition step = await store.Runs.TransitionAsync(run.RunId, to, [Event(store, "host.moved")], null, default);

                bool allowed = from.CanBecome(to);
                (step.Changed, step.Run.State).Should().Be((allowed, allowed ? to : from), "{0} to {1}", from, to);
                (await EventsAsync(store, run.RunId)).Should().HaveCount(allowed ? 2 : 1);
            }
        }
    }

    [Fact]
    public async Task Transition_StateChanges_MovesUpdatedAtAlone()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        DateTimeOffset created = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromSeconds(5));

        RunRecord moved = (await store.Runs.TransitionAsync(run, RunState.WaitingApproval, [], null, default)).Run;

        (moved.CreatedAt, moved.UpdatedAt).Should().Be((created, created.AddSeconds(5)));
        (await store.Runs.GetAsync(run, default)).Should().BeEquivalentTo(moved, static o => o.Excluding(static r => r.Salt));
    }

    [Fact]
    public async Task Transition_TwoEndingsAtOnce_TheFirstStands()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);

        RunTransition[] ended = await Task.WhenAll(
            Task.Run(async () => await one.Runs.TransitionAsync(run, RunState.Completed, [Event(one, "run.completed")], null, default)),
            Task.Run(async () => await two.Runs.TransitionAsync(run, RunState.Cancelled, [Event(two, "run.cancelled")], null, default)));

        ended.Count(static step => step.Changed).Should().Be(1);
        (await EventsAsync(one, run)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Lease_TakenRenewedGivenBack_FollowsTheStoresClock()
    {
        PipelineStores one = await OpenAsync(), two = await OpenAsync();
        string run = await NewRunAsync(one);

        RunLease first = (await one.Runs.AcquireLeaseAsync(run, "one", Heartbeat, default))!;
        first.Should().Be(new RunLease(run, "one", first.FencingToken, Clock.GetUtcNow() + Heartbeat));
        Clock.Advance(Heartbeat / 2);
        (await one.Runs.RenewLeaseAsync(run, first.FencingToken, Heartbeat, default)).Should().BeTrue();
        Clock.Advance(Heartbeat / 2);
        (await two.Runs.AcquireLeaseAsync(run, "two", Heartbeat, default)).Should().BeNull("it was renewed");
        await one.Runs.ReleaseLeaseAsync(run, first.FencingToken, default);
        (await one.Runs.RenewLeaseAsync(run, first.FencingToken, Heartbeat, default)).Should().BeFalse("it was given back");
        RunLease second = (await two.Runs.AcquireLeaseAsync(run, "two", Heartbeat, default))!;
        Clock.Advance(Heartbeat);
        RunLease third = (await one.Runs.AcquireLeaseAsync(run, "one", Heartbeat, default))!;

        new[] { first.FencingToken, second.FencingToken, third.FencingToken }.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Lease_ManyAskAtOnce_OneGetsIt()
    {
        PipelineStores[] processes = [await OpenAsync(), await OpenAsync(), await OpenAsync()];
        string run = await NewRunAsync(processes[0]);

        RunLease?[] leases = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
            await processes[i % 3].Runs.AcquireLeaseAsync(run, $"worker-{i}", Heartbeat, default))));

        leases.Count(static lease => lease is not null).Should().Be(1);
    }

    [Fact]
    public async Task UnknownRun_IsSaidSo()
    {
        PipelineStores store = await OpenAsync();

        (await store.Runs.GetAsync("nowhere", default)).Should().BeNull();
        (await store.Runs.AcquireLeaseAsync("nowhere", "one", Heartbeat, default)).Should().BeNull();
        (await store.Runs.RenewLeaseAsync("nowhere", 1, Heartbeat, default)).Should().BeFalse();
        await store.Runs.ReleaseLeaseAsync("nowhere", 1, default);
        (await store.Pipeline.FindAsync("nowhere", "k:1", default)).Should().BeNull();
        await NotFoundAsync(() => store.Runs.TransitionAsync("nowhere", RunState.Running, [Event(store, "host.moved")], null, default).AsTask());
        await NotFoundAsync(() => store.Pipeline.StartAsync(Start(store, "nowhere", "k:1"), default).AsTask());
        await NotFoundAsync(() => store.Pipeline.FinishAsync(Finish(store, Start(store, "nowhere", "k:1")), default).AsTask());
        await NotFoundAsync(() => store.Pipeline.RefuseAsync(Refusal(store, "nowhere", "k:1"), default).AsTask());
        await NotFoundAsync(() => store.Pipeline.RequestApprovalAsync(Approval("nowhere", "k:1"), [], null, default).AsTask());
        (await EventsAsync(store, "nowhere")).Should().BeEmpty();

        static Task NotFoundAsync(Func<Task> commit) =>
            FluentActions.Awaiting(commit).Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "run_not_found" && !e.IsTransient);
    }
}
