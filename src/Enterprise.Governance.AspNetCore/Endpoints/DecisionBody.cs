using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>The body of a decision: <c>{"decision":"approved","reason":"…"}</c>. Immutable.</summary>
internal sealed record DecisionBody(ApprovalDecision Decision, string? Reason)
{
    /// <summary>What <see cref="IApprovals.DecideAsync"/> takes.</summary>
    private const int MaxReasonLength = 1000;

    private const int MaxQuotedLength = 100;

    internal static async ValueTask<DecisionBody> ReadAsync(HttpContext context)
    {
        byte[] body = await BodyReader.ReadJsonAsync(context).ConfigureAwait(false);
        try
        {
            return Parse(body);
        }
        catch (JsonException e)
        {
            throw RequestException.Invalid(string.Create(CultureInfo.InvariantCulture, $"the body is not JSON from line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on"));
        }
        catch (InvalidOperationException)
        {
            throw RequestException.Invalid("the body has a text that is not valid Unicode");
        }
    }

    private static DecisionBody Parse(byte[] body)
    {
        Utf8JsonReader reader = new(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw RequestException.Invalid("the body must be a JSON object");
        ApprovalDecision? decision = null;
        string? reason = null;
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name is not ("decision" or "reason"))
                throw RequestException.Invalid($"unknown member {(name.Length <= MaxQuotedLength ? $"`{name}`" : "with a long name")}; known are `decision` and `reason`");
            if (!seen.Add(name))
                throw RequestException.Invalid($"the member `{name}` comes twice");
            if (name == "decision")
                decision = ReadDecision(reader);
            else
                reason = ReadReason(reader);
        }

        if (reader.Read())
            throw RequestException.Invalid("the body must be one JSON object");
        return new DecisionBody(decision ?? throw RequestException.Invalid("the member `decision` is missing"), reason);
    }

    private static ApprovalDecision ReadDecision(in Utf8JsonReader reader) => (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
    {
        "approved" => ApprovalDecision.Approved,
        "denied" => ApprovalDecision.Denied,
        _ => throw RequestException.Invalid("`decision` must be `approved` or `denied`"),
    };

    private static string? ReadReason(in Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.String)
            throw RequestException.Invalid("`reason` must be a text");
        string reason = reader.GetString()!;
        return reason.Length <= MaxReasonLength
            ? reason
            : throw RequestException.Invalid(string.Create(CultureInfo.InvariantCulture, $"`reason` has {reason.Length} characters; at most {MaxReasonLength} are allowed"));
    }
}
