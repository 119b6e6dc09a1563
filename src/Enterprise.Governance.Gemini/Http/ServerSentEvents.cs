using System.Text;

namespace Enterprise.Governance.Gemini;

/// <summary>The data of server-sent events (WHATWG HTML, "Server-sent events").</summary>
/// <remarks>
/// The last event counts also without the empty line that should end it, which the standard discards: an answer that was cut off must be
/// seen, and is then found to be broken JSON, or whole.
/// </remarks>
internal static class ServerSentEvents
{
    /// <summary>Returns the data of the next event; <see langword="null"/> at the end.</summary>
    internal static async Task<string?> NextAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        string? first = null;
        StringBuilder? more = null;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                if (first is not null)
                    break;
                continue;
            }

            if (!line.StartsWith("data", StringComparison.Ordinal) || (line.Length > 4 && line[4] != ':'))
                continue;
            string value = line.Length < 6 ? "" : line[5] == ' ' ? line[6..] : line[5..];
            if (first is null)
                first = value;
            else
                (more ??= new StringBuilder(first)).Append('\n').Append(value);
        }

        return more?.ToString() ?? first;
    }
}
