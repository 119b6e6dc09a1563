namespace ReferenceServer.Description;

/// <summary>Says of an endpoint what its code does not.</summary>
internal static class EndpointDescriptions
{
    /// <summary>Adds a way in which the endpoint refuses.</summary>
    internal static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, int status, string text) => endpoint.WithMetadata(new Answer(status, text));

    /// <summary>Adds what a body looks like: that of the request, or of the answer with a status.</summary>
    internal static RouteHandlerBuilder Example(this RouteHandlerBuilder endpoint, string json, int? status = null) => endpoint.WithMetadata(new Example(status, json));
}

/// <summary>A way in which an endpoint refuses.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">What it means.</param>
internal sealed record Answer(int Status, string Text);

/// <summary>What a body looks like.</summary>
/// <param name="Status">The answer's status; the request's body if absent.</param>
/// <param name="Json">The body.</param>
internal sealed record Example(int? Status, string Json);
