namespace ReferenceServer.Tools;

/// <summary>A tool could not do its work. The message names the argument and what to write instead, never an argument's value.</summary>
internal sealed class ToolException(string message, Exception? innerException = null) : Exception(message, innerException);
