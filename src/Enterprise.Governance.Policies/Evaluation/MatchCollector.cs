using System.Runtime.CompilerServices;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>One request on its way through the clauses of its phase: asks those that may match, and keeps the rules of those that do. On the stack; nothing is allocated.</summary>
internal ref struct MatchCollector
{
    private readonly ReadOnlySpan<Guard> _guards;
    private readonly RoleTable _table;
    private readonly ref readonly PolicyRequest _request;

    // Rules that match, and, as complements, clauses of which only the guard has been asked.
    private Span<int> _kept;
    private int _count;
    private bool _hasOpen, _hasRoles;
    private ulong _roles;

    internal MatchCollector(ReadOnlySpan<Guard> guards, RoleTable table, ref readonly PolicyRequest request, Span<int> room)
    {
        _guards = guards;
        _table = table;
        _request = ref request;
        _kept = room;
    }

    internal void Ask(ReadOnlySpan<int> clauses)
    {
        foreach (int clause in clauses)
        {
            ref readonly Guard guard = ref _guards[clause];
            if (!Passes(in guard))
                continue;
            if (guard.Rest is null)
            {
                Keep(Match.Of(guard.Rule, Truth.True));
            }
            else
            {
                Keep(~clause);
                _hasOpen = true;
            }
        }
    }

    /// <summary>Asks what the guards left open.</summary>
    /// <returns>The rules that match, each as <see cref="Match"/> makes it, by precedence; of a rule that matches in several ways the truest.</returns>
    internal ReadOnlySpan<int> Find()
    {
        if (_hasOpen)
            _count = Close(_kept[.._count]);
        Span<int> matches = _kept[.._count];
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

    /// <returns>How many match, now at the front.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int Close(Span<int> entries)
    {
        EvaluationContext context = new(in _request);
        int count = 0;
        foreach (int entry in entries)
        {
            if (entry >= 0)
            {
                entries[count++] = entry;
                continue;
            }

            ref readonly Guard guard = ref _guards[~entry];
            Truth truth = guard.Rest!.Evaluate(ref context);
            if (truth == Truth.True || (truth == Truth.Unknown && guard.FailsClosed))
                entries[count++] = Match.Of(guard.Rule, truth);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Passes(in Guard guard) =>
        ((guard.AnyRole | guard.AllRoles) == 0 || HasRoles(in guard))
            && (guard.User is null || string.Equals(guard.User, _request.User))
            && (guard.Tool is null || string.Equals(guard.Tool, _request.Tool))
            && (guard.ToolPrefix is null || (_request.Tool is { } tool && tool.AsSpan().StartsWith(guard.ToolPrefix)))
            && (guard.Tenant is null || string.Equals(guard.Tenant, _request.Tenant))
            && (guard.Org is null || string.Equals(guard.Org, _request.Org))
            && (guard.Owner is null || string.Equals(guard.Owner, _request.Tenant));

    private bool HasRoles(in Guard guard)
    {
        if (!_hasRoles)
        {
            _roles = _table.MaskOf(_request.Roles);
            _hasRoles = true;
        }

        return (guard.AnyRole == 0 || (guard.AnyRole & _roles) != 0) && (guard.AllRoles & _roles) == guard.AllRoles;
    }

    private void Keep(int entry)
    {
        if (_count == _kept.Length)
            _kept = MatchRoom.Grow(_kept);
        _kept[_count++] = entry;
    }
}
