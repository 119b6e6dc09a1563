using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Explanation;

/// <summary>An explanation says of every rule what the decision says, and its parts add up.</summary>
public sealed class ExplanationPropertyTests(ITestOutputHelper output)
{
    private const int Sets = 1_000, RequestsPerSet = 4;

    [Fact]
    public void Explain_RandomSetsAndRequests_AgreesWithTheDecision()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        for (int i = 0; i < Sets; i++)
        {
            CaseGenerator generator = new(unchecked(seed + i) & int.MaxValue);
            PolicySet set = PolicySet.Load(generator.Rules("", 6)).GetSet();
            for (int j = 0; j < RequestsPerSet; j++)
                Check(set, generator.Request().ToRequest(), $"seed {seed}, set {i}");
        }
    }

    private static void Check(PolicySet set, PolicyRequest request, string which)
    {
        PolicyDecision decision = set.Evaluate(request);
        PolicyExplanation near = set.Explain(request), all = set.Explain(request, allRules: true);

        foreach (PolicyExplanation explanation in (PolicyExplanation[])[near, all])
        {
            explanation.Decision.ToJson().Should().Be(decision.ToJson(), which);
            RuleExplanation[] counting = [.. explanation.Rules.Where(static rule => rule.Counts)];
            Ids(counting.Where(static rule => rule.Rule.Mode == PolicyMode.Enforce)).Should().Equal(decision.PolicyIds, which);
            Ids(counting.Where(static rule => rule.Rule.Mode == PolicyMode.Enforce && rule.Truth == PolicyTruth.Unknown)).Should().Equal(decision.Unknown, which);
            Ids(counting.Where(static rule => rule.Rule.Mode == PolicyMode.Shadow)).Should().Equal(decision.Shadow, which);
            explanation.Rules.Count(static rule => rule.Gives.Contains("cost_units")).Should().Be(decision.CostUnits is null ? 0 : 1, which);
            explanation.Rules.Count(static rule => rule.Gives.Contains("deny_reason")).Should().Be(decision.DenyReason is null ? 0 : 1, which);
        }

        near.Rules.Select(static rule => rule.Rule).Should().BeSubsetOf(all.Rules.Select(static rule => rule.Rule), which);
        foreach (RuleExplanation rule in all.Rules)
            CheckParts(rule.Criteria, rule.Truth, isAny: false, which);
    }

    private static void CheckParts(IReadOnlyCollection<CriterionExplanation> parts, PolicyTruth whole, bool isAny, string which)
    {
        PolicyTruth[] truths = [.. parts.Select(static part => part.Truth)];
        whole.Should().Be(isAny ? truths.Max() : truths.Append(PolicyTruth.True).Min(), which);
        parts.Should().NotContain(part => part.IsDecisive != (part.Truth == whole), which);
        foreach (CriterionExplanation part in parts)
        {
            if (part.Key == "not")
                part.Parts.Should().ContainSingle(inner => inner.IsDecisive && (int)inner.Truth == (int)PolicyTruth.True - (int)part.Truth, which);
            else if (!part.Parts.IsEmpty)
                CheckParts(part.Parts, part.Truth, part.Key == "any", which);
        }
    }

    private static string[] Ids(IEnumerable<RuleExplanation> rules) => [.. rules.Select(static rule => rule.Rule.PolicyId).Order(StringComparer.Ordinal)];
}
