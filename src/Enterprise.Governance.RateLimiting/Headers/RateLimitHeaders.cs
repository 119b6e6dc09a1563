using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Writes the HTTP fields <c>RateLimit-Policy</c> and <c>RateLimit</c> of draft-ietf-httpapi-ratelimit-headers, as structured fields (RFC 9651).</summary>
/// <remarks>A policy is named by its kind, <c>"tenant"</c>, <c>"org"</c> or <c>"user"</c>; identifiers are never written. Quota unit: requests.</remarks>
public static class RateLimitHeaders
{
    /// <summary>The name of the field that describes the limits.</summary>
    public const string PolicyField = "RateLimit-Policy";

    /// <summary>The name of the field that says what is left.</summary>
    public const string StateField = "RateLimit";

    /// <summary>The name of the field that says when to come back, of RFC 9110.</summary>
    public const string RetryAfterField = "Retry-After";

    /// <summary>The type of the problem (RFC 9457) that a 429 answer carries by the draft.</summary>
    public const string QuotaExceededProblemType = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /// <summary>The member of that problem that lists the names of the policies that refused.</summary>
    public const string ViolatedPoliciesMember = "violated-policies";

    /// <summary>Returns the value of <see cref="PolicyField"/>, such as <c>"tenant";q=600;w=60, "user";q=120;w=60</c>.</summary>
    /// <param name="decision">The decision.</param>
    /// <returns>The value; <see langword="null"/> if no limit applied, since the field must not be empty.</returns>
    public static string? Policy(RateLimitDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        StringBuilder text = new();
        foreach (RateLimitKeyState key in decision.Keys)
        {
            Name(text, key);
            text.Append(CultureInfo.InvariantCulture, $";q={Math.Min(key.Limit, RateLimitWindow.MaxLimit)};w={key.WindowSeconds}");
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>Returns the value of <see cref="StateField"/>, such as <c>"tenant";r=599;t=12, "user";r=0;t=12</c>. Seconds are rounded up.</summary>
    /// <param name="decision">The decision.</param>
    /// <returns>The value, for the limits whose state is known; <see langword="null"/> if there is none.</returns>
    public static string? State(RateLimitDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        StringBuilder text = new();
        foreach (RateLimitKeyState key in decision.Keys)
        {
            if (key.Remaining is not { } remaining)
                continue;
            Name(text, key);
            text.Append(CultureInfo.InvariantCulture, $";r={Math.Clamp(remaining, 0, RateLimitWindow.MaxLimit)}");
            if (key.ResetAfter is { } reset)
                text.Append(CultureInfo.InvariantCulture, $";t={Seconds(reset)}");
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>Returns the value of <see cref="RetryAfterField"/> in seconds, rounded up; never earlier than the <c>t</c> of a limit that refused.</summary>
    /// <param name="decision">The decision.</param>
    /// <returns>The value; <see langword="null"/> if the request was admitted or waiting does not help.</returns>
    public static string? RetryAfter(RateLimitDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.RetryAfter is { } retryAfter ? Seconds(retryAfter).ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Returns the names of the policies that refused, for <see cref="ViolatedPoliciesMember"/>.</summary>
    /// <param name="decision">The decision.</param>
    /// <returns>The names; empty if none refused.</returns>
    public static ImmutableArray<string> ViolatedPolicies(RateLimitDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return [.. decision.Keys.Where(static key => key.IsRefused).Select(static key => key.KindName)];
    }

    private static void Name(StringBuilder text, RateLimitKeyState key)
    {
        if (text.Length > 0)
            text.Append(", ");
        text.Append('"').Append(key.KindName).Append('"');
    }

    private static long Seconds(TimeSpan time) => time <= TimeSpan.Zero ? 0 : (time.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
}
