using System.Text;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Columns that may be NULL, and texts that may have been forged.</summary>
internal static class SqliteText
{
    internal static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Decodes what may have been forged: bytes that are not UTF-8 get half a surrogate pair, so that they pass for no text that the library writes.</summary>
    internal static string TextExact(this SqliteDataReader reader, int column)
    {
        byte[] text = reader.GetFieldValue<byte[]>(column);
        return System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text) + "\uD800";
    }
}
