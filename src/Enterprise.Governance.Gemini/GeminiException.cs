using System.Net;

namespace Enterprise.Governance.Gemini;

/// <summary>A call of Gemini failed: refused by the API, not reached, or answered with what is no answer.</summary>
/// <remarks>
/// The message says what to do. It never has the key, a prompt, an answer, or the text of the API's own message, which may repeat them.
/// Codes: <c>gemini_key_invalid</c>, <c>gemini_api_not_enabled</c>, <c>gemini_permission_denied</c>, <c>gemini_model_not_found</c>,
/// <c>gemini_precondition_failed</c>, <c>gemini_bad_request</c>, <c>gemini_rate_limited</c>, <c>gemini_unavailable</c>, <c>gemini_unreachable</c>,
/// <c>gemini_connection_lost</c>, <c>gemini_timeout</c>, <c>gemini_invalid_response</c>, <c>gemini_failed</c>.
/// </remarks>
public sealed class GeminiException : GovernanceException
{
    internal GeminiException(string code, string message, bool isTransient = false, Exception? innerException = null)
        : base(code, message, isTransient, innerException)
    {
    }

    /// <summary>Gets the HTTP status, or the one that an error inside a stream carries; <see langword="null"/> if there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; internal init; }

    /// <summary>Gets the API's word for the failure, such as <c>RESOURCE_EXHAUSTED</c> (<c>google.rpc.Code</c>); <see langword="null"/> if it gave none.</summary>
    public string? Status { get; internal init; }

    /// <summary>Gets the API's reason, such as <c>API_KEY_INVALID</c> (<c>google.rpc.ErrorInfo</c>); <see langword="null"/> if it gave none.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Gets how long the API asks to wait (<c>Retry-After</c> or <c>google.rpc.RetryInfo</c>); <see langword="null"/> if it does not.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Gets whether the client itself may send the call again: nothing of an answer has arrived.</summary>
    internal bool CanRetry { get; init; }
}
