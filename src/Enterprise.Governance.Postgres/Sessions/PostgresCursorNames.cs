using System.Globalization;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// Names for the cursors of one statement in one transaction. The driver may have the server prepare FETCH, and remembers its columns across transactions: so no other statement has the same names. They are few: the texts
/// in which they stand are kept for ever.
/// </summary>
internal sealed class PostgresCursorNames(string beginning)
{
    private readonly Stack<string> _free = [];
    private int _made;

    internal string Take() => _free.TryPop(out string? name) ? name : string.Create(CultureInfo.InvariantCulture, $"{beginning}_{++_made}");

    /// <summary>Gives back the name of a cursor that is closed.</summary>
    internal void Return(string name) => _free.Push(name);
}
