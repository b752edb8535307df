Console.WriteLine("spico");
