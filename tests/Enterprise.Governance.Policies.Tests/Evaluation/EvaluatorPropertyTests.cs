using System.Globalization;
using System.Text.Json;

namespace Enterprise.Governance.Policies.Tests.Evaluation;

/// <summary>
/// The compiled evaluator against the literal one. <c>GOVERNANCE_POLICY_CASES</c> sets how many requests are decided (50,000 by default),
/// <c>GOVERNANCE_POLICY_SEED</c> repeats a run.
/// </summary>
public sealed class EvaluatorPropertyTests(ITestOutputHelper output)
{
    private const int RequestsPerSet = 8, LargeOneIn = 50;

    [Fact]
    public void Evaluate_RandomSetsAndRequests_AgreesWithTheLiteralReading()
    {
        int cases = Setting("GOVERNANCE_POLICY_CASES") ?? 50_000;
        int seed = Setting("GOVERNANCE_POLICY_SEED") ?? Random.Shared.Next();
        output.WriteLine($"{cases} cases, GOVERNANCE_POLICY_SEED={seed}");
        int sets = (cases + RequestsPerSet - 1) / RequestsPerSet;
        long[] effects = new long[3], unknown = new long[1];
        Parallel.For(0, sets, i => Check(seed, i, effects, unknown));

        // The cases are worth nothing if they all end alike.
        effects.Should().OnlyContain(count => count > cases / 50);
        unknown[0].Should().BeGreaterThan(cases / 50);
    }

    private static void Check(int seed, int number, long[] effects, long[] unknown)
    {
        CaseGenerator generator = new(HashCode(seed, number)) { IsWide = number % LargeOneIn == 0 };
        string global = generator.Rules("", generator.IsWide ? 200 : 6);
        string? own = generator.Chance(25) ? generator.Rules("own-", 3) : null;
        string defaultEffect = generator.Default();
        string? planEffect = generator.Chance(20) ? generator.Default() : null;
        PolicySet set = Load(global, own, defaultEffect, planEffect);
        if (number % 16 == 0)
            set = PolicySet.FromDocument(set.Document).GetSet();
        List<ReferenceRule> reference = [.. ReferenceRule.Read(JsonDocument.Parse(global).RootElement)];
        if (own is not null)
            reference.AddRange(ReferenceRule.Read(JsonDocument.Parse(own).RootElement, "acme"));

        for (int i = 0; i < RequestsPerSet; i++)
        {
            ReferenceRequest request = generator.Request();
            PolicyDecision decision = set.Evaluate(request.ToRequest());
            string expected = ReferenceEvaluator.Decide(reference, request, request.Phase == "plan" ? planEffect ?? defaultEffect : defaultEffect);
            if (ReferenceEvaluator.Describe(decision) != expected)
                Assert.Fail($"GOVERNANCE_POLICY_SEED={seed}, set {number}\nrules: {global}\nown: {own}\nrequest: {request}\nexpected: {expected}\nactual:   {ReferenceEvaluator.Describe(decision)}");
            Interlocked.Increment(ref effects[(int)decision.Effect]);
            if (!decision.Unknown.IsEmpty)
                Interlocked.Increment(ref unknown[0]);
        }
    }

    private static PolicySet Load(string global, string? own, string defaultEffect, string? planEffect)
    {
        PolicySetOptions options = new()
        {
            DefaultEffect = Effect(defaultEffect),
            DefaultEffectsByPhase = planEffect is null ? new Dictionary<string, PolicyEffect>() : new() { ["plan"] = Effect(planEffect) },
        };
        PolicySet set = PolicySet.Load(global, options: options).GetSet();
        if (own is null)
            return set;
        return set.ForTenant(PolicyTesting.RulesOf("acme", own)).GetSet();
    }

    private static PolicyEffect Effect(string name) => name == "deny" ? PolicyEffect.Deny : PolicyEffect.Allow;

    // Not System.HashCode: that differs from process to process.
    private static int HashCode(int seed, int number) => unchecked((seed * 486_187_739) + (number * 16_777_619)) & int.MaxValue;

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
