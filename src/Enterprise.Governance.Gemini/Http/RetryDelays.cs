using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Enterprise.Governance.Gemini;

/// <summary>How long to wait before an attempt: what the API asks for, else exponential backoff with jitter.</summary>
internal static class RetryDelays
{
    /// <summary>Returns the delay before the next attempt; <see langword="null"/> if the API asks for more than the caller waits.</summary>
    internal static TimeSpan? Next(int attempt, TimeSpan first, TimeSpan longest, TimeSpan? asked)
    {
        if (asked is { } delay)
            return delay <= longest ? delay : null;
        double backoff = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, attempt));

        // Taken off, not added: the longest delay stays the longest.
#pragma warning disable CA5394 // No secret is made of it.
        return TimeSpan.FromMilliseconds(backoff * (1 - (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }

    internal static TimeSpan? Asked(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        TimeSpan? delay = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    /// <summary>The delay of a <c>google.rpc.RetryInfo</c>, such as <c>"38.5s"</c>.</summary>
    internal static TimeSpan? Asked(JsonElement detail) =>
        detail.TryGetProperty("retryDelay", out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is [.. string digits, 's'] &&
        double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
