using System.Net;
using System.Text.Json;
using Enterprise.Governance.Gemini.Wire;

namespace Enterprise.Governance.Gemini;

/// <summary>Every failure as one exception that says what to do. Only words and field paths of the API get in, never its messages.</summary>
internal static class GeminiFailures
{
    internal static GeminiException OfStatus(HttpStatusCode? status, ErrorStatus? error, TimeSpan? retryAfter)
    {
        ErrorDetails details = ErrorDetails.Of(error);
        int code = (int?)status ?? error?.Code ?? 0;
        string? word = ErrorDetails.Word(error?.Status);
        (string name, string advice, bool transient) = Explain(code, word, details);
        string answer = string.Join(' ', new[] { code == 0 ? null : code.ToString(System.Globalization.CultureInfo.InvariantCulture), word, details.Reason }.Where(static part => part is not null));
        return new GeminiException(name, $"Gemini answered {(answer.Length == 0 ? "with an error" : answer)}: {advice}", transient)
        {
            StatusCode = code == 0 ? null : (HttpStatusCode)code,
            Status = word,
            Reason = details.Reason,
            RetryAfter = retryAfter ?? details.RetryAfter,
            CanRetry = code is 429 or 500 or 502 or 503 or 504,
        };
    }

    internal static GeminiException Unreachable(HttpRequestException cause) =>
        cause.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError or HttpRequestError.ConfigurationLimitExceeded
            ? new GeminiException("gemini_unreachable", "Gemini could not be reached securely; check the endpoint, the certificates and the proxy", innerException: cause)
            : new GeminiException("gemini_unreachable", "Gemini could not be reached; check the endpoint, the network and the proxy", isTransient: true, cause) { CanRetry = true };

    internal static GeminiException Lost(Exception cause) =>
        new("gemini_connection_lost", "the connection to Gemini was lost in the middle of an answer; what arrived may be charged", isTransient: true, cause);

    internal static GeminiException TimedOut(TimeSpan timeout) =>
        new("gemini_timeout", $"Gemini did not answer within {timeout}; the call may be charged. Set `Timeout` if the model needs longer", isTransient: true);

    // The parser's exception quotes what it read: it is no cause to pass on.
    internal static GeminiException Invalid(string what) => new("gemini_invalid_response", $"Gemini answered with what is no answer: {what}");

    private static (string Code, string Advice, bool IsTransient) Explain(int code, string? word, ErrorDetails details) => (code, details.Reason) switch
    {
        (_, "API_KEY_INVALID" or "API_KEY_EXPIRED") => ("gemini_key_invalid", "the API key is not valid; check `ApiKey`", false),
        (_, "SERVICE_DISABLED") => ("gemini_api_not_enabled", "the API is not enabled for this project; enable it in the Google Cloud console", false),
        (401, _) => ("gemini_key_invalid", "the key or the access token is missing, wrong or expired; check `ApiKey` or `Vertex.AccessToken`", false),
        (403, _) => ("gemini_permission_denied", "the caller may not use this model or project; check the restrictions of the key or the roles of the account", false),
        (404, _) => ("gemini_model_not_found", "the model, or a file or cache that the request names, does not exist here; check `Model` and `Endpoint`", false),
        (429, _) => ("gemini_rate_limited", "a quota is used up; wait, or raise it in the Google Cloud console", true),
        (500 or 502 or 503 or 504, _) => ("gemini_unavailable", "the service failed or is overloaded; try again later", true),
        (400, _) when word == "FAILED_PRECONDITION" => ("gemini_precondition_failed", "the caller's location may not be supported, or billing is not enabled for the project", false),
        (>= 400 and < 500, _) => ("gemini_bad_request", details.Fields.Length > 0 ? $"the request is not valid, at {details.Fields}" : "the request is not valid; check model, options and contents", false),
        _ => ("gemini_failed", "the call failed", code > 501),
    };

    internal static ErrorStatus? Read(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Array)
            body = body.EnumerateArray().FirstOrDefault();
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out _) ? body.Deserialize(GeminiJson.Default.GenerateContentResponse)?.Error : null;
    }
}
