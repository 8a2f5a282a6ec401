"""The line of orders: job (frozen data), store (the port), sqlite (the store), worker (the loop), child (the renderer)."""
