using System.Text.Json;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>The claims of the lint by looking at every request of a universe: what no request does is never done.</summary>
internal sealed class BruteForce
{
    private readonly ReferenceRule[] _rules;
    private readonly IReadOnlyList<ReferenceRequest> _requests;
    private readonly Func<string, string> _defaultEffect;

    // Of each rule and request: how the condition comes out.
    private readonly Dictionary<ReferenceRule, bool?[]> _truths;

    internal BruteForce(IEnumerable<ReferenceRule> rules, IReadOnlyList<ReferenceRequest> requests, Func<string, string> defaultEffect)
    {
        _rules = [.. rules.Where(static rule => rule.Enabled).OrderByDescending(static rule => rule.Priority).ThenBy(static rule => rule.Id, StringComparer.Ordinal)];
        (_requests, _defaultEffect) = (requests, defaultEffect);
        _truths = _rules.ToDictionary(static rule => rule, rule => requests.Select(request => TruthOf(rule, request)).ToArray());
    }

    /// <summary>Gets the enabled rules by precedence.</summary>
    internal IReadOnlyList<ReferenceRule> Rules => _rules;

    internal static bool FailsClosed(ReferenceRule rule) => rule.Does("deny") || rule.Does("require_approval");

    internal bool Matches(ReferenceRule rule) => Matches(rule, static _ => true);

    internal bool Matches(ReferenceRule rule, Func<ReferenceRequest, bool> isKnown) => Enumerable.Range(0, _requests.Count).Any(i => Counts(rule, i) && isKnown(_requests[i]));

    /// <summary>Tells whether a decision is another without the rule.</summary>
    internal bool IsEffective(ReferenceRule rule) => Situations(rule).Any(situation =>
        Decide(situation.Counting, situation.Default) != Decide([.. situation.Counting.Where(item => item.Rule != rule)], situation.Default));

    /// <summary>Tells whether a decision has the rule's cost.</summary>
    internal bool GivesCost(ReferenceRule rule) => Situations(rule).Any(situation =>
        situation.Counting.FirstOrDefault(static item => item.Truth == true && item.Rule.Number("set_cost_units") is not null).Rule == rule);

    /// <summary>Tells whether a decision has the rule's reason.</summary>
    internal bool GivesReason(ReferenceRule rule) => Situations(rule).Any(situation => Reasons(situation.Counting).FirstOrDefault() == rule);

    internal bool AreEquivalent(ReferenceRule rule, ReferenceRule other) => _truths[rule].Zip(_truths[other]).All(pair =>
        (pair.First == true) == (pair.Second == true) && (!FailsClosed(rule) || !FailsClosed(other) || (pair.First == false) == (pair.Second == false)));

    /// <summary>Tells whether the rule is unknown for a request in which every test is known or looks at what is absent.</summary>
    internal bool IsUnknownProne(ReferenceRule rule)
    {
        (string Path, JsonProperty Test)[] tests = [.. rule.When is { } when ? Tests(when) : []];
        return FailsClosed(rule) && Enumerable.Range(0, _requests.Count).Any(i => _truths[rule][i] is null
            && tests.All(item => ReferenceArguments.Test(item.Path, item.Test, _requests[i]) is not null || !ReferenceArguments.IsPresent(item.Path, _requests[i])));
    }

    private static IEnumerable<(string Path, JsonProperty Test)> Tests(JsonElement condition) => condition.EnumerateObject().SelectMany(static member => member.Name switch
    {
        "all" or "any" => member.Value.EnumerateArray().SelectMany(Tests),
        "not" => Tests(member.Value),
        "args" => member.Value.EnumerateObject().SelectMany(static path => path.Value.EnumerateObject().Select(test => (path.Name, test))),
        _ => [],
    });

    private static bool? TruthOf(ReferenceRule rule, ReferenceRequest request) =>
        rule.Tenant is not null && rule.Tenant != request.Tenant ? false : ReferenceCondition.When(rule.When, request);

    private bool Counts(ReferenceRule rule, int request) => _truths[rule][request] ?? FailsClosed(rule);

    private IEnumerable<((ReferenceRule Rule, bool? Truth)[] Counting, string Default)> Situations(ReferenceRule rule)
    {
        foreach (string phase in rule.Phases.Distinct())
        {
            ReferenceRule[] rules = [.. _rules.Where(other => !other.Shadow && other.Phases.Contains(phase))];
            for (int i = 0; i < _requests.Count; i++)
            {
                if (Counts(rule, i))
                    yield return ([.. rules.Where(other => Counts(other, i)).Select(other => (other, _truths[other][i]))], _defaultEffect(phase));
            }
        }
    }

    private static IEnumerable<ReferenceRule> Reasons((ReferenceRule Rule, bool? Truth)[] counting) =>
        counting.OrderBy(static item => item.Truth is null).Select(static item => item.Rule).Where(static rule => rule.Text("deny_reason") is not null);

    private static (string Effect, long? Cost, string? Reason, string Obligations) Decide((ReferenceRule Rule, bool? Truth)[] counting, string defaultEffect)
    {
        string effect = ((string[])["deny", "require_approval", "allow"]).FirstOrDefault(name => counting.Any(item => item.Rule.Does(name))) ?? defaultEffect;
        ReferenceRule[] matching = [.. counting.Where(static item => item.Truth == true).Select(static item => item.Rule)];
        long? cost = matching.Select(static rule => rule.Number("set_cost_units")).FirstOrDefault(static number => number is not null);
        return (effect, cost, Reasons(counting).FirstOrDefault()?.Text("deny_reason"), string.Join(',', matching.SelectMany(static rule => rule.Obligations())));
    }
}
