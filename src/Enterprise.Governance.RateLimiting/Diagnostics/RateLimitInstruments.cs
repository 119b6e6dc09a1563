using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.RateLimiting;

/// <summary>The limiter's instruments. Tags are built only while somebody listens.</summary>
internal sealed class RateLimitInstruments
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _storeFailures;

    internal RateLimitInstruments(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(RateLimitingDiagnostics.MeterName) ?? new Meter(RateLimitingDiagnostics.MeterName);
        _requests = meter.CreateCounter<long>(RateLimitingDiagnostics.Requests, "{request}", "Requests that asked for permits");
        _storeFailures = meter.CreateCounter<long>(RateLimitingDiagnostics.StoreFailures, "{failure}", "Failed calls of the store");
    }

    internal void Decided(RateLimitDecision decision)
    {
        if (!_requests.Enabled)
            return;
        TagList tags = new()
        {
            { RateLimitingDiagnostics.OutcomeTag, decision.IsAcquired ? "acquired" : "refused" },
            { RateLimitingDiagnostics.OriginTag, Name(decision.Origin) },
        };
        if (decision.RefusedKey is { } refused)
            tags.Add(RateLimitingDiagnostics.KindTag, refused.KindName);
        _requests.Add(1, tags);
    }

    internal void StoreFailed() => _storeFailures.Add(1);

    private static string Name(RateLimitOrigin origin) => origin switch
    {
        RateLimitOrigin.Unlimited => "unlimited",
        RateLimitOrigin.Store => "store",
        RateLimitOrigin.Leased => "leased",
        RateLimitOrigin.Spent => "spent",
        RateLimitOrigin.NotLeased => "not_leased",
        RateLimitOrigin.LocalFallback => "local_fallback",
        _ => "store_failure",
    };
}
