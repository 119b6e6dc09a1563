using System.Text;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>A place among the arguments: what literals say of the value there, and the places below.</summary>
internal sealed class ArgumentNode
{
    private static readonly Dictionary<JsonType, byte[]> s_samples = new()
    {
        [JsonType.Null] = "null"u8.ToArray(),
        [JsonType.Boolean] = "true"u8.ToArray(),
        [JsonType.Number] = "0"u8.ToArray(),
        [JsonType.Text] = "\"\""u8.ToArray(),
        [JsonType.Array] = "[]"u8.ToArray(),
        [JsonType.Object] = "{}"u8.ToArray(),
    };

    private readonly List<ArgumentLiteral> _literals = [];
    private readonly SortedDictionary<string, ArgumentNode> _members = new(StringComparer.Ordinal);

    internal IReadOnlyList<ArgumentLiteral> Literals => _literals;

    /// <summary>Gets the places one step below, by name.</summary>
    internal IReadOnlyDictionary<string, ArgumentNode> Members => _members;

    /// <summary>Makes the tree of all paths; none of the literals has a reference.</summary>
    internal static ArgumentNode Of(IEnumerable<ArgumentLiteral> literals)
    {
        ArgumentNode root = new();
        foreach (ArgumentLiteral literal in literals)
        {
            ArgumentNode node = root;
            foreach (string name in literal.Path.Text.Split('.'))
            {
                if (!node._members.TryGetValue(name, out ArgumentNode? member))
                    node._members.Add(name, member = new ArgumentNode());
                node = member;
            }

            node._literals.Add(literal);
        }

        return root;
    }

    /// <summary>Tells whether there may be no value here, and so none below.</summary>
    internal bool AcceptsAbsence() => _literals.TrueForAll(static literal => literal.Allowed.Allows(literal.Test.EvaluateAbsent())) && MembersAcceptAbsence();

    internal bool MembersAcceptAbsence() => _members.Values.All(static member => member.AcceptsAbsence());

    /// <summary>Tells whether no literal excludes the type as such.</summary>
    internal bool AcceptsType(JsonType type) => _literals.TrueForAll(literal => literal.Test.IsAboutType()
        ? literal.Allowed.Allows(literal.Test.Evaluate(s_samples[type]))
        : (literal.Allowed & ((literal.Test.Types() & type) != 0 ? Truths.Known : Truths.Unknown)) != 0);

    /// <summary>Returns the tests of values of a type that must come out in one way, and in which.</summary>
    internal IEnumerable<(ArgumentTest Test, bool Wanted)> Wanted(JsonType type)
    {
        foreach (ArgumentLiteral literal in _literals)
        {
            bool canBeTrue = literal.Allowed.Allows(Truth.True), canBeFalse = literal.Allowed.Allows(Truth.False);
            if (canBeTrue != canBeFalse && !literal.Test.IsAboutType() && (literal.Test.Types() & type) != 0)
                yield return (literal.Test, canBeTrue);
        }
    }

    /// <summary>Tells whether the value, in canonical form, satisfies every literal here and below.</summary>
    internal bool Accepts(ReadOnlySpan<byte> value)
    {
        foreach (ArgumentLiteral literal in _literals)
        {
            if (!literal.Allowed.Allows(literal.Test.Evaluate(value)))
                return false;
        }

        foreach ((string name, ArgumentNode member) in _members)
        {
            bool isThere = new ArgumentPath(name).TryFind(value, out ReadOnlySpan<byte> below);
            if (isThere ? !member.Accepts(below) : !member.AcceptsAbsence())
                return false;
        }

        return true;
    }

    /// <inheritdoc cref="Accepts(ReadOnlySpan{byte})"/>
    internal bool Accepts(string value) => Accepts(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(value)));
}
