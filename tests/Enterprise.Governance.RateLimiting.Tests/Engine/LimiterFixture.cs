using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.RateLimiting.Tests.Engine;

/// <summary>A limiter over a scripted store and a clock at the start of a window.</summary>
internal sealed class LimiterFixture
{
    internal static readonly DateTimeOffset Start = new(2026, 11, 22, 19, 0, 0, TimeSpan.Zero);

    internal LimiterFixture(TenantRateLimits limits, Action<RateLimitOptions>? configure = null)
    {
        Options = new RateLimitOptions { DefaultLimits = limits };
        configure?.Invoke(Options);
        Clock = new FakeTimeProvider(Start);
        Store = new ScriptedStore(Clock);
        Limiter = NewLimiter();
    }

    internal RateLimitOptions Options { get; }

    internal FakeTimeProvider Clock { get; }

    internal ScriptedStore Store { get; }

    internal GovernanceRateLimiter Limiter { get; }

    internal GovernanceScope Scope { get; } = new("acme", "sales", "ann");

    internal GovernanceRateLimiter NewLimiter() => new(Store, options: Options, timeProvider: Clock);

    internal async Task<int> AdmittedOf(int requests, int permits = 1)
    {
        int admitted = 0;
        for (int i = 0; i < requests; i++)
            admitted += (await Limiter.AcquireAsync(Scope, permits)).IsAcquired ? 1 : 0;
        return admitted;
    }
}
