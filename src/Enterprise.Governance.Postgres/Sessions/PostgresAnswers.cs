using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Answers of one value. Each reads its answer and moves on to the next one; behind the last one a failure of the commit shows.</summary>
internal static class PostgresAnswers
{
    internal static async Task<string> ReadTextAsync(NpgsqlDataReader reader)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        string text = reader.GetString(0);
        await reader.NextResultAsync().ConfigureAwait(false);
        return text;
    }

    internal static async Task<bool> ReadBooleanAsync(NpgsqlDataReader reader)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        bool value = reader.GetBoolean(0);
        await reader.NextResultAsync().ConfigureAwait(false);
        return value;
    }
}
