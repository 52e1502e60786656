module example.org/wesclient

go 1.19
