using System.Runtime.CompilerServices;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>One request on its way through the clauses of its phase: asks those that may match, and keeps the rules of those that do. On the stack; nothing is allocated.</summary>
internal ref struct MatchCollector
{
    private readonly ReadOnlySpan<Guard> _guards;
    private readonly RoleTable _table;
    private EvaluationContext _context;
    private Span<int> _matches;
    private int _count;
    private ulong _roles;
    private bool _hasRoles;

    internal MatchCollector(ReadOnlySpan<Guard> guards, RoleTable table, ref readonly PolicyRequest request, Span<int> room)
    {
        _guards = guards;
        _table = table;
        _context = new EvaluationContext(in request);
        _matches = room;
    }

    /// <summary>Gets the rules that match, each as <see cref="Match"/> makes it, by precedence; of a rule that matches in several ways the truest.</summary>
    internal readonly ReadOnlySpan<int> Found()
    {
        Span<int> matches = _matches[.._count];
        if (_count < 2)
            return matches;
        matches.Sort();
        int kept = 1;
        for (int i = 1; i < matches.Length; i++)
        {
            if (!Match.AreOfOneRule(matches[i], matches[kept - 1]))
                matches[kept++] = matches[i];
        }

        return matches[..kept];
    }

    internal void Ask(ReadOnlySpan<int> clauses)
    {
        foreach (int clause in clauses)
        {
            ref readonly Guard guard = ref _guards[clause];
            if (!Passes(in guard))
                continue;
            Truth truth = guard.Rest is null ? Truth.True : guard.Rest.Evaluate(ref _context);
            if (truth == Truth.True || (truth == Truth.Unknown && guard.FailsClosed))
                Keep(Match.Of(guard.Rule, truth));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Passes(in Guard guard)
    {
        ref readonly PolicyRequest request = ref _context.Request;
        return ((guard.AnyRole | guard.AllRoles) == 0 || HasRoles(in guard))
            && (guard.User is null || string.Equals(guard.User, request.User))
            && (guard.Tool is null || string.Equals(guard.Tool, request.Tool))
            && (guard.ToolPrefix is null || (request.Tool is { } tool && tool.AsSpan().StartsWith(guard.ToolPrefix)))
            && (guard.Tenant is null || string.Equals(guard.Tenant, request.Tenant))
            && (guard.Org is null || string.Equals(guard.Org, request.Org))
            && (guard.Owner is null || string.Equals(guard.Owner, request.Tenant));
    }

    private bool HasRoles(in Guard guard)
    {
        if (!_hasRoles)
        {
            _roles = _table.MaskOf(_context.Request.Roles);
            _hasRoles = true;
        }

        return (guard.AnyRole == 0 || (guard.AnyRole & _roles) != 0) && (guard.AllRoles & _roles) == guard.AllRoles;
    }

    private void Keep(int match)
    {
        if (_count == _matches.Length)
            _matches = MatchRoom.Grow(_matches);
        _matches[_count++] = match;
    }
}
