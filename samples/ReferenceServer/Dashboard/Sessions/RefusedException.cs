namespace ReferenceServer.Dashboard.Sessions;

/// <summary>The dashboard does not do what was asked. The message is for the person who asked.</summary>
internal sealed class RefusedException(string message) : Exception(message);
