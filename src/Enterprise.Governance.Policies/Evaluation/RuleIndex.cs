using System.Collections.Frozen;
using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>The enabled rules of one phase, clause by clause under the key that the fewest others have, so that a request asks only those that share something with it.</summary>
/// <remarks>INVARIANT: a rule's place is its precedence: 0 is the highest priority, ties go to the ordinally smaller id.</remarks>
internal sealed class RuleIndex
{
    private readonly Guard[] _guards;
    private readonly RoleTable _roles;
    private readonly Outcomes _outcomes;
    private readonly int[] _always;
    private readonly ActionPatterns? _patterns;
    private readonly NameTable<int[]>? _byAction, _byUser, _byTool, _byOrg, _byTenant, _byRole;

    // Most rules stand under an action.
    private readonly bool _hasOtherKeys;

    private RuleIndex(PolicyRule[] rules, PolicyEffect defaultEffect, string version)
    {
        Clause[] clauses = [.. rules.SelectMany(static (rule, place) => Clauses.Of(rule.Condition).Select(criteria => new Clause(rule, place, criteria)))];
        _roles = new RoleTable(clauses.SelectMany(static clause => clause.Criteria).OfType<RolesCriterion>().SelectMany(static roles => roles.Roles.ToArray()));
        _outcomes = new Outcomes(rules, defaultEffect, version);

        // Those that are asked together stand together in memory.
        (Clause Clause, AccessKey[] Path)[] asked = [.. clauses.Zip(AccessPlan.Of(clauses)).GroupBy(static pair => pair.Second.FirstOrDefault()).SelectMany(static group => group)];
        _guards = [.. asked.Select(pair => GuardCompiler.Compile(pair.Clause, pair.Path, _roles))];
        _always = [.. Enumerable.Range(0, asked.Length).Where(i => asked[i].Path.Length == 0)];
        ILookup<AccessKey, int> places = asked.SelectMany(static (pair, i) => pair.Path.Select(key => (Key: key, Place: i))).ToLookup(static pair => pair.Key, static pair => pair.Place);
        (string Text, int[] Rules)[] patterns = [.. Under(places, AccessKind.ActionPattern)];
        _patterns = patterns.Length == 0 ? null : new ActionPatterns(patterns);
        _byAction = TableOf(places, AccessKind.Action);
        _byUser = TableOf(places, AccessKind.User);
        _byTool = TableOf(places, AccessKind.Tool);
        _byOrg = TableOf(places, AccessKind.Org);
        _byTenant = TableOf(places, AccessKind.Tenant);
        _byRole = TableOf(places, AccessKind.Role);
        _hasOtherKeys = (_byUser ?? _byTool ?? _byOrg ?? _byTenant ?? _byRole) is not null;
    }

    internal static FrozenDictionary<string, RuleIndex> Build(ImmutableArray<PolicyRule> rules, PolicySetOptions options, string version) => PolicyRule.InPrecedence(rules.Where(static rule => rule.Enabled))
        .SelectMany(static rule => rule.Phases.Select(phase => (Phase: phase, Rule: rule)))
        .GroupBy(static pair => pair.Phase, static pair => pair.Rule, StringComparer.Ordinal)
        .ToFrozenDictionary(static group => group.Key, group => new RuleIndex([.. group], options.EffectOf(group.Key), version), StringComparer.Ordinal);

    internal PolicyDecision Evaluate(in PolicyRequest request)
    {
        MatchRoom room = default;
        MatchCollector matches = new(_guards, _roles, in request, room);
        matches.Ask(_always);
        Ask(_byAction, request.Action, ref matches);
        _patterns?.Ask(request.Action, ref matches);
        if (_hasOtherKeys)
            AskByOtherKeys(in request, ref matches);
        return _outcomes.Of(matches.Find());
    }

    private void AskByOtherKeys(in PolicyRequest request, ref MatchCollector matches)
    {
        Ask(_byUser, request.User, ref matches);
        Ask(_byTool, request.Tool, ref matches);
        Ask(_byOrg, request.Org, ref matches);
        Ask(_byTenant, request.Tenant, ref matches);
        if (_byRole is not null)
        {
            foreach (string role in request.Roles)
                Ask(_byRole, role, ref matches);
        }
    }

    private static void Ask(NameTable<int[]>? rules, string? text, ref MatchCollector matches)
    {
        if (rules is not null && text is not null && rules.TryGet(text, out int[]? found))
            matches.Ask(found);
    }

    private static NameTable<int[]>? TableOf(ILookup<AccessKey, int> places, AccessKind kind)
    {
        KeyValuePair<string, int[]>[] rules = [.. Under(places, kind).Select(static pair => KeyValuePair.Create(pair.Text, pair.Rules))];
        return rules.Length == 0 ? null : new NameTable<int[]>(rules);
    }

    private static IEnumerable<(string Text, int[] Rules)> Under(ILookup<AccessKey, int> places, AccessKind kind) =>
        places.Where(group => group.Key.Kind == kind).Select(static group => (group.Key.Text, group.ToArray()));
}
