using System.Collections.Immutable;
using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>The roles that rules name most, each with a bit.</summary>
internal sealed class RoleTable
{
    private const int Bits = 64;

    private readonly NameTable<ulong> _bits;

    /// <param name="named">The roles, as often as they are named.</param>
    internal RoleTable(IEnumerable<string> named) => _bits = new NameTable<ulong>(named
        .CountBy(static role => role, StringComparer.Ordinal).OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
        .Take(Bits).Select(static (pair, i) => KeyValuePair.Create(pair.Key, 1UL << i)));

    /// <summary>Returns the bits of the roles that have one.</summary>
    internal ulong MaskOf(ImmutableArray<string> roles)
    {
        ulong mask = 0;
        foreach (string role in roles)
        {
            if (role is not null && _bits.TryGet(role, out ulong bit))
                mask |= bit;
        }

        return mask;
    }

    /// <summary>Returns the bits of the roles, if all have one.</summary>
    internal bool TryMask(ReadOnlySpan<string> roles, out ulong mask)
    {
        mask = 0;
        foreach (string role in roles)
        {
            if (!_bits.TryGet(role, out ulong bit))
                return false;
            mask |= bit;
        }

        return true;
    }
}
