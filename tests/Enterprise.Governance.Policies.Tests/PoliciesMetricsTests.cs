using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Policies.Tests;

public sealed class PoliciesMetricsTests : IDisposable
{
    private const string Rules = """
        [ { "policy_id": "a", "phase": "review", "effect": { "deny": true } },
          { "policy_id": "next", "mode": "shadow", "when": { "action": "x" }, "effect": { "deny": true } } ]
        """;

    private readonly OwnMeters _meters = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _seen = [];

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Evaluate_CountsDecisions_ByEffectAndKnownPhase()
    {
        IPolicyEngine engine = await StartAsync(PoliciesDiagnostics.Decisions);

        foreach (string phase in (string[])["exec", "plan", "review", "made-up"])
            engine.Evaluate(new PolicyRequest("x") { Phase = phase });

        _seen.Should().Equal(
            "1 governance.policies.effect=allow governance.policies.phase=exec",
            "1 governance.policies.effect=allow governance.policies.phase=plan",
            "1 governance.policies.effect=deny governance.policies.phase=review",
            "1 governance.policies.effect=allow governance.policies.phase=other");
    }

    [Fact]
    public async Task Evaluate_CountsShadowMatches_ByRule_ATenantsOwnWithoutItsName()
    {
        IPolicyEngine engine = await StartAsync(PoliciesDiagnostics.ShadowMatches);
        PolicyRules own = PolicyTesting.RulesOf("acme", """[{"policy_id":"secret-plan","mode":"shadow","effect":{"deny":true}}]""");

        engine.Evaluate(new PolicyRequest("x") { User = "ann" });
        engine.Evaluate(new PolicyRequest("y"));
        engine.Evaluate(engine.Current.ForTenant(own).GetSet(), new PolicyRequest("y") { Tenant = "acme" });

        _seen.Should().Equal(
            "1 governance.policies.policy_id=next governance.policies.phase=exec",
            "1 governance.policies.policy_id=other governance.policies.phase=exec");
    }

    [Fact]
    public async Task Rules_AreObserved_WithTheVersionInForce()
    {
        IPolicyEngine engine = await StartAsync(PoliciesDiagnostics.Rules);

        _listener.RecordObservableInstruments();

        _seen.Should().Equal($"2 governance.policies.version={engine.Current.Version}");
    }

    private async Task<IPolicyEngine> StartAsync(string instrument)
    {
        _listener.InstrumentPublished = (published, self) =>
        {
            if (ReferenceEquals(published.Meter.Scope, _meters) && published.Name == instrument)
                self.EnableMeasurementEvents(published);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Note(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, _) => Note(value, tags));
        _listener.Start();
        ServiceCollection services = new();
        services.AddSingleton<IMeterFactory>(_meters);
        services.AddGovernancePolicies(static options => options.AddText(Rules));
        IPolicyEngine engine = services.BuildServiceProvider().GetRequiredService<IPolicyEngine>();
        await engine.StartAsync();
        return engine;
    }

    private void Note(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _seen.Add($"{value} {string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"))}");

    private sealed class OwnMeters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            Meter meter = new(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(static meter => meter.Dispose());
    }
}
