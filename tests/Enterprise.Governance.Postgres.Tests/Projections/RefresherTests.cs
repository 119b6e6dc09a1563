using Enterprise.Governance.Conformance;
using Enterprise.Governance.Projections;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Postgres.Tests.Projections;

public sealed class RefresherTests : IAsyncLifetime
{
    private static readonly ProjectionDefinition Inverse = new("inverse", "SELECT id, 100 / total AS share FROM orders", "id");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly MetricRecorder _meters = new();
    private GovernedRuns _runs = null!;

    public async ValueTask InitializeAsync()
    {
        _runs = await GovernedRuns.CreateAsync();
        await _runs.Projections.OpenAsOwner(PostgresFeatures.All, clock: _clock).StartAsync([Inverse], default);
    }

    public async ValueTask DisposeAsync()
    {
        await _runs.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task Look_WithinTheDutyCycle_IsHeldBackAndAnExplicitRefreshIsNot()
    {
        PostgresProjectionStore store = _runs.Projections.Open(_clock, _meters);
        await using PostgresProjectionRefresher refresher = Refresher(store, Inverse);
        await refresher.LookAsync(isAsked: false);
        DateTime until = (DateTime)(await _runs.Projections.OwnerAsync("SELECT not_before FROM governance.projections WHERE name = 'inverse'"))!;
        double last = (double)(await _runs.Projections.OwnerAsync("SELECT duration_ms FROM governance.projections WHERE name = 'inverse'"))!;
        (until - _clock.GetUtcNow().UtcDateTime).TotalMilliseconds.Should().BeApproximately(9 * last, 0.01, "nine times as long as it took");

        TimeSpan wait = await refresher.LookAsync(isAsked: true);
        wait.Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
        (Count("refreshed"), Count("held_back")).Should().Be((1, 1));
        await store.RefreshAsync(Inverse, default);
        (Count("refreshed"), Count("held_back")).Should().Be((2, 1));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await refresher.LookAsync(isAsked: false);
        (Count("refreshed"), Count("held_back")).Should().Be((3, 1));
    }

    [Fact]
    public async Task Look_WithNothingDirty_DoesNothingAndLooksLessOften()
    {
        PostgresProjectionStore store = _runs.Projections.Open(_clock, _meters);
        await using PostgresProjectionRefresher refresher = Refresher(store, GovernedRuns.Runs, GovernedRuns.Approvals);
        object? before = await _runs.Projections.OwnerAsync("SELECT string_agg(p::text, ';' ORDER BY name) FROM governance.projections p");

        List<double> waits = [];
        for (int i = 0; i < 7; i++)
            waits.Add((await refresher.LookAsync(isAsked: false)).TotalSeconds);

        waits.Should().Equal(4, 8, 16, 32, 60, 60, 60);
        (await refresher.LookAsync(isAsked: true)).TotalSeconds.Should().Be(2, "somebody asked");
        Count("clean", "runs_mv").Should().Be(8);
        (await _runs.Projections.OwnerAsync("SELECT string_agg(p::text, ';' ORDER BY name) FROM governance.projections p")).Should().Be(before, "no work at all");
    }

    [Fact]
    public async Task Failure_IsShownAndTriedAgainLaterAndRepairedByTheNextRefresh()
    {
        PostgresProjectionStore store = _runs.Projections.Open(_clock, _meters);
        await using PostgresProjectionRefresher refresher = Refresher(store, Inverse);
        await _runs.Projections.InsertAsync([new ProjectedOrder("o1", null, 4, "[]"), new ProjectedOrder("o2", null, 0, "[]")]);

        double[] waits = [4, 8, 16, 32, 60, 60];
        foreach (double wait in waits)
        {
            await refresher.LookAsync(isAsked: false);
            _clock.Advance(TimeSpan.FromSeconds(wait - 0.001));
            await refresher.LookAsync(isAsked: true);
            _clock.Advance(TimeSpan.FromSeconds(0.001));
        }

        ProjectionStatus failed = await store.GetStatusAsync(Inverse, default);
        await _runs.Projections.OwnerAsync("UPDATE public.orders SET total = 5 WHERE id = 'o2'");
        ProjectionStatus repaired = await store.RefreshAsync(Inverse, default);

        Count("failed").Should().Be(6, "a look in between does not try");
        (failed.LastFailureCode, failed.LastFailure, failed.IsRunning).Should().Be(("store_failed", _clock.GetUtcNow().AddSeconds(-60), false));
        (repaired.LastFailureCode, repaired.LastFailure, repaired.LastSuccess).Should().Be((null, null, _clock.GetUtcNow()));
        (await store.QueryAsync(Inverse, new ProjectionQuery("inverse"), default)).Rows.Should().HaveCount(2);
    }

    [Fact]
    public async Task Refresher_EveryFewEventsAndOnRequest_Refreshes()
    {
        PostgresProjectionStore store = new(_runs.App, new PostgresRefreshOptions { DataSource = _runs.Projections.Database.OpenDataSource(PostgresCluster.Refresher) }, _meters);
        await using PostgresProjectionRefresher refresher = new(store, [GovernedRuns.Runs], new ProjectionsOptions { RefreshEvery = 3 }, _clock);
        await store.RefreshAsync(GovernedRuns.Runs, default);
        refresher.Start();
        while (Count("clean", "runs_mv") < 2)
            await Task.Yield();

        await _runs.CreateRunAsync("r1");
        await _runs.CreateRunAsync("r2");
        (await RowsAsync(store)).Should().Be(0, "two events are not enough, and no time has passed");
        await _runs.CreateRunAsync("r3");
        while (await RowsAsync(store) < 3)
            await Task.Yield();
        await _runs.CreateRunAsync("r4");
        await _runs.Projections.OwnerAsync("UPDATE governance.projections SET not_before = NULL");
        store.RequestRefresh();
        while (await RowsAsync(store) < 4)
            await Task.Yield();
        while (Count("refreshed", "runs_mv") < 2)
            await Task.Yield();
    }

    private static async Task<int> RowsAsync(PostgresProjectionStore store) => (await store.QueryAsync(GovernedRuns.Runs, new ProjectionQuery("runs_mv"), default)).Rows.Length;

    private PostgresProjectionRefresher Refresher(PostgresProjectionStore store, params ProjectionDefinition[] definitions) => new(store, definitions, timeProvider: _clock);

    private int Count(string outcome, string projection = "inverse") => _meters.Lines.Count(line =>
        line == $"{ProjectionsDiagnostics.Refreshes} 1 {ProjectionsDiagnostics.ProjectionTag}={projection} {ProjectionsDiagnostics.OutcomeTag}={outcome}");
}
