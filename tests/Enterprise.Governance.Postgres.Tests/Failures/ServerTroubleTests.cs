using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>Every store of a host, in everything that can be wrong with a server: what each says, and that the same objects go on when it is over.</summary>
public sealed class ServerTroubleTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(ServerTrouble.Gone, "store_unavailable", "store_unavailable")]
    [InlineData(ServerTrouble.Silent, "store_timeout", "store_timeout")]
    [InlineData(ServerTrouble.ReadOnly, "store_read_only", null)]
    [InlineData(ServerTrouble.Full, "store_busy", "store_busy")]
    [InlineData(ServerTrouble.PoolExhausted, "store_busy", "store_busy")]
    public async Task Server_InTrouble_IsATransientErrorOfEveryStoreAndLeavesNothingHalfWritten(ServerTrouble trouble, string writes, string? reads)
    {
        await using TroubledServer server = await TroubledServer.CreateAsync(trouble == ServerTrouble.Silent ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(30));
        GovernanceRateLimiter[] limiters = [Limiter(server, RateLimitStoreFailure.Deny), Limiter(server, RateLimitStoreFailure.Allow), Limiter(server, RateLimitStoreFailure.LocalFallback)];
        (await AskAsync(limiters)).Should().AllBeEquivalentTo((true, RateLimitOrigin.Store));
        StoreOperation[] operations = [.. StoreOperation.Writes, .. StoreOperation.Reads];
        foreach (StoreOperation operation in operations)
            await operation.PrepareAsync(server.Stores, operation.Id);
        await server.BeginAsync(trouble);

        GovernanceException?[] failures = await Task.WhenAll(operations.Select(operation => operation.TryAsync(server.Stores, operation.Id)));
        (bool, RateLimitOrigin)[] decisions = await AskAsync(limiters);
        await server.EndAsync(trouble);

        operations.Zip(failures).Select(static pair => (pair.First.Name, pair.Second?.Code)).Should().Equal(
            StoreOperation.Writes.Select(operation => (operation.Name, (string?)writes)).Concat(StoreOperation.Reads.Select(operation => (operation.Name, reads))));
        failures.OfType<GovernanceException>().Should().OnlyContain(static e => e.IsTransient && !e.Message.Contains("127.0.0.1") && !e.Message.Contains("governance_app") && !e.Message.Contains(PostgresCluster.Password));
        decisions.Should().Equal((false, RateLimitOrigin.StoreFailure), (true, RateLimitOrigin.StoreFailure), (true, RateLimitOrigin.LocalFallback));

        // The same objects, and each thing again under the same key: it has happened once.
        _clock.Advance(TimeSpan.FromSeconds(2));
        await RecoverAsync(server, operations);
        (await AskAsync(limiters)).Should().AllBeEquivalentTo((true, RateLimitOrigin.Store));
        await server.CheckWholeAsync();
    }

    [Fact]
    public async Task Server_NotThereYet_IsTriedAgainByTheNextCallOfEveryStore()
    {
        await using TroubledServer server = await TroubledServer.CreateAsync(TimeSpan.FromSeconds(30));
        await server.BeginAsync(ServerTrouble.Gone);
        await using HostStores late = server.OpenAgain();
        foreach (StoreOperation operation in StoreOperation.Writes.Concat(StoreOperation.Reads))
            await operation.FailAsync(late, "store_unavailable");
        await server.EndAsync(ServerTrouble.Gone);

        foreach (StoreOperation operation in StoreOperation.Reads)
            await operation.RunAsync(late, operation.Id);
        await server.CheckWholeAsync();
    }

    /// <summary>Does everything once more. The first exchange on a connection that died meanwhile may still fail; a caller repeats what is transient.</summary>
    private static async Task RecoverAsync(TroubledServer server, StoreOperation[] operations)
    {
        foreach (StoreOperation operation in operations)
        {
            if (await operation.TryAsync(server.Stores, operation.Id) is { } failure)
            {
                failure.Code.Should().Be("store_unavailable", "{0} meets a dead connection at worst", operation.Name);
                (await operation.TryAsync(server.Stores, operation.Id)).Should().BeNull("{0} recovers", operation.Name);
            }
        }
    }

    private GovernanceRateLimiter Limiter(TroubledServer server, RateLimitStoreFailure onFailure) =>
        new(server.Stores.Limits, options: new RateLimitOptions { DefaultLimits = new() { UserRpm = 600 }, OnStoreFailure = onFailure }, timeProvider: _clock);

    private static async Task<(bool, RateLimitOrigin)[]> AskAsync(GovernanceRateLimiter[] limiters) => await Task.WhenAll(limiters.Select(static async (limiter, i) =>
    {
        RateLimitDecision decision = await limiter.AcquireAsync(new GovernanceScope("acme", null, $"user-{i}"));
        return (decision.IsAcquired, decision.Origin);
    }));
}
