using System.Collections.Frozen;
using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>The enabled rules of one phase, each under the key that the fewest others have, so that a request asks only rules that share something with it.</summary>
/// <remarks>INVARIANT: a rule's place is its precedence: 0 is the highest priority, ties go to the ordinally smaller id.</remarks>
internal sealed class RuleIndex
{
    private const int Room = 16;

    private readonly Guard[] _guards;
    private readonly RoleTable _roles;
    private readonly Outcomes _outcomes;
    private readonly int[] _always;
    private readonly ActionPatterns? _patterns;
    private readonly FrozenDictionary<string, int[]>? _byAction, _byUser, _byTool, _byOrg, _byTenant, _byRole;

    private RuleIndex(PolicyRule[] rules, PolicyEffect defaultEffect, string version)
    {
        _roles = new RoleTable(rules.SelectMany(static rule => rule.Condition.Criteria.ToArray()).OfType<RolesCriterion>().SelectMany(static roles => roles.Roles.ToArray()));
        _outcomes = new Outcomes(rules, defaultEffect, version);
        AccessKey[][] paths = AccessPlan.Of(rules);
        _guards = [.. rules.Select((rule, i) => GuardCompiler.Compile(rule, paths[i], _roles))];
        _always = [.. Enumerable.Range(0, rules.Length).Where(i => paths[i].Length == 0)];
        ILookup<AccessKey, int> places = paths.SelectMany(static (path, i) => path.Select(key => (Key: key, Place: i))).ToLookup(static pair => pair.Key, static pair => pair.Place);
        (string Text, int[] Rules)[] patterns = [.. Under(places, AccessKind.ActionPattern)];
        _patterns = patterns.Length == 0 ? null : new ActionPatterns(patterns);
        _byAction = Freeze(places, AccessKind.Action);
        _byUser = Freeze(places, AccessKind.User);
        _byTool = Freeze(places, AccessKind.Tool);
        _byOrg = Freeze(places, AccessKind.Org);
        _byTenant = Freeze(places, AccessKind.Tenant);
        _byRole = Freeze(places, AccessKind.Role);
    }

    internal static FrozenDictionary<string, RuleIndex> Build(ImmutableArray<PolicyRule> rules, PolicySetOptions options, string version) => rules
        .Where(static rule => rule.Enabled)
        .OrderByDescending(static rule => rule.Priority)
        .ThenBy(static rule => rule.PolicyId, StringComparer.Ordinal)
        .SelectMany(static rule => rule.Phases.Select(phase => (Phase: phase, Rule: rule)))
        .GroupBy(static pair => pair.Phase, static pair => pair.Rule, StringComparer.Ordinal)
        .ToFrozenDictionary(static group => group.Key, group => new RuleIndex([.. group], options.EffectOf(group.Key), version), StringComparer.Ordinal);

    internal PolicyDecision Evaluate(in PolicyRequest request)
    {
        Span<int> room = stackalloc int[Room];
        MatchCollector matches = new(_guards, _roles, in request, room);
        matches.Ask(_always);
        Ask(_byAction, request.Action, ref matches);
        _patterns?.Ask(request.Action, ref matches);
        Ask(_byUser, request.User, ref matches);
        Ask(_byTool, request.Tool, ref matches);
        Ask(_byOrg, request.Org, ref matches);
        Ask(_byTenant, request.Tenant, ref matches);
        if (_byRole is not null)
        {
            foreach (string role in request.Roles)
                Ask(_byRole, role, ref matches);
        }

        return _outcomes.Of(matches.Found());
    }

    private static void Ask(FrozenDictionary<string, int[]>? rules, string? text, ref MatchCollector matches)
    {
        if (rules is not null && text is not null && rules.TryGetValue(text, out int[]? found))
            matches.Ask(found);
    }

    private static FrozenDictionary<string, int[]>? Freeze(ILookup<AccessKey, int> places, AccessKind kind)
    {
        FrozenDictionary<string, int[]> rules = Under(places, kind).ToFrozenDictionary(static pair => pair.Text, static pair => pair.Rules, StringComparer.Ordinal);
        return rules.Count == 0 ? null : rules;
    }

    private static IEnumerable<(string Text, int[] Rules)> Under(ILookup<AccessKey, int> places, AccessKind kind) =>
        places.Where(group => group.Key.Kind == kind).Select(static group => (group.Key.Text, group.ToArray()));
}
