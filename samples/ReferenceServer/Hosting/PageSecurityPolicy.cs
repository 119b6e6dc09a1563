namespace ReferenceServer.Hosting;

/// <summary>The <c>Content-Security-Policy</c> of an endpoint that cannot do with that of all others.</summary>
/// <param name="Text">The header's value.</param>
internal sealed record PageSecurityPolicy(string Text);
