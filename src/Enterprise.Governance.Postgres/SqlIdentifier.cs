using System.Runtime.CompilerServices;
using System.Text;

namespace Enterprise.Governance.Postgres;

/// <summary>A name that has been checked and quoted: the only way by which a name of the host gets into SQL text.</summary>
internal readonly record struct SqlIdentifier
{
    // NAMEDATALEN - 1: the server would cut a longer name silently.
    private const int MaxBytes = 63;

    private SqlIdentifier(string name)
    {
        Name = name;
        Quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    internal string Name { get; }

    /// <summary>Gets the name as it is written in SQL.</summary>
    internal string Quoted { get; }

    /// <summary>Checks a name of a schema or a role.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, reserved or has a character that cannot be written safely everywhere.</exception>
    internal static SqlIdentifier Parse(string? name, [CallerArgumentExpression(nameof(name))] string? paramName = null)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentException("the name of a schema or role must not be empty", paramName);
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes)
            throw new ArgumentException($"`{name}` is longer than {MaxBytes} bytes, the most PostgreSQL keeps of a name", paramName);

        // Names also stand inside $…$ quotes of function bodies, where a dollar sign could end the quote.
        if (name.Any(static c => char.IsControl(c) || char.IsSurrogate(c) || c == '$'))
            throw new ArgumentException($"`{name}` has a `$`, a control character or a surrogate; choose a name without", paramName);
        if (name.StartsWith("pg_", StringComparison.Ordinal))
            throw new ArgumentException($"`{name}` begins with `pg_`, which PostgreSQL keeps for itself", paramName);
        return new SqlIdentifier(name);
    }

    public override string ToString() => Quoted;
}
