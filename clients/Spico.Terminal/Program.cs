using Spico.Terminal;

return await TerminalCommand.Create().Parse(args).InvokeAsync();
