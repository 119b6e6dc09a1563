using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres.Tests.Processes;

/// <summary>A process that stands still for longer than its lease lives, and then goes on as if nothing had happened.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private WorkerDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await WorkerDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task HolderThatStoodStill_AfterAnotherHasTakenItsRunOver_CanWriteNothing()
    {
        await using WorkerProcess holder = _database.Start("hold", "run-1");
        (await holder.ReadAsync()).Should().Be("effect");
        await holder.SignalAsync("STOP");

        await _database.OwnerAsync("SELECT pg_sleep(greatest(0, extract(epoch FROM lease_expires_at - clock_timestamp()) + 0.01)) FROM governance.runs");
        await using (GovernedRun taken = (await _database.Governance.AcquireRunAsync("run-1", "test"))!)
        {
            taken.Lease!.FencingToken.Should().Be(2);
            List<StoredEvent> before = await _database.EventsAsync("run-1");
            object? rows = await RowsAsync();
            await holder.SignalAsync("CONT");
            await holder.WriteAsync("");

            (await holder.ReadToEndAsync()).Should().Equal(
                "outcome run_lease_lost", "start run_lease_lost", "approval run_lease_lost", "transition run_lease_lost", "complete run_lease_lost");
            (await _database.EventsAsync("run-1")).Should().HaveSameCount(before);
            (await RowsAsync()).Should().Be(rows);
        }

        // Whoever comes next finds the call that was under way in doubt, and does the rest.
        await using WorkerProcess next = _database.Start("share", "1", "1");
        (await next.ReadToEndAsync()).Should().Contain("outcome run-1 k0 InDoubt").And.Contain("outcome run-1 k1 Completed");
        next.HasSucceeded.Should().BeTrue();
        await _database.VerifyAsync("run-1");
        _database.Effects.Should().OnlyHaveUniqueItems();
    }

    // Without the times until which the claim and its hold live: the action is still being carried out, and a heartbeat says so.
    private Task<object?> RowsAsync() => _database.OwnerAsync("SELECT concat((SELECT concat(state, fencing_token, lease_owner) FROM governance.runs), (SELECT string_agg(concat_ws(' ', claim_key, state, call_id, attempt, result), '' ORDER BY claim_key) FROM governance.action_claims), (SELECT count(*) FROM governance.approvals))");
}
